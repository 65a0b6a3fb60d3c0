//! Every address of the course, as a type. Nobody else writes a path.
