//! Every archive attack, each as a real archive made here; and the ordinary ways to hand something in.

mod archives;
mod make;
mod places;
