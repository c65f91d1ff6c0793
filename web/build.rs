//! Makes Cargo look again when the scripts were built: a folder that appears is no change that it would see by itself.

fn main() {
    println!("cargo:rerun-if-changed=assets");
}
