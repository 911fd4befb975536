//! Every component in every state, for developers.
