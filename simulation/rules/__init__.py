"""One mechanism a file: its columns, its parameters, its functions. Rules import no other rule."""
