// What somebody with a plain book would write by hand: the answer to a question, shown on a click.
for (const quiz of document.querySelectorAll('.quiz')) {
  const verdict = quiz.querySelector('.verdict');
  for (const button of quiz.querySelectorAll('button')) {
    button.addEventListener('click', () => {
      verdict.textContent = 'right' in button.dataset ? quiz.dataset.right : quiz.dataset.wrong;
    });
  }
}
