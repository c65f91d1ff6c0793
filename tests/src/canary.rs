//! Things on the host that no submission may reach: a file, ports, a socket, a process.

use std::{
    fs, io,
    net::{TcpListener, UdpSocket},
    os::{
        linux::net::SocketAddrExt,
        unix::net::{SocketAddr, UnixListener},
    },
    path::PathBuf,
    process::{Child, Command},
};

use tempfile::TempDir;

const SONG: &str = "the canary sings";

/// Watches over the host. The words `CANARY_FILE`, `CANARY_PORT`, `CANARY_SOCKET` and `CANARY_PID` in an attack's
/// sources stand for what is here; the socket is an abstract one, which only a network namespace can hide.
pub struct Canary {
    directory: TempDir,
    tcp: TcpListener,
    udp: UdpSocket,
    unix: UnixListener,
    socket: String,
    process: Child,
}

impl Canary {
    /// Puts everything up.
    ///
    /// # Panics
    /// When the host does not allow it.
    #[must_use]
    pub fn new() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        fs::write(directory.path().join("song"), SONG).expect("a file");
        let tcp = TcpListener::bind("0.0.0.0:0").expect("a port");
        let udp = UdpSocket::bind(tcp.local_addr().expect("an address")).expect("a port");
        let socket = format!("gauntlet-canary-{}", tcp.local_addr().expect("an address"));
        let address = SocketAddr::from_abstract_name(&socket).expect("a name");
        let unix = UnixListener::bind_addr(&address).expect("a socket");
        tcp.set_nonblocking(true).expect("a socket");
        udp.set_nonblocking(true).expect("a socket");
        unix.set_nonblocking(true).expect("a socket");
        let process = Command::new("sleep").arg("infinity").spawn().expect("a process");
        Self { directory, tcp, udp, unix, socket, process }
    }

    /// The file's path.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        self.directory.path().join("song")
    }

    /// The port, TCP and UDP, on every address of the host.
    ///
    /// # Panics
    /// Never on a socket that is bound.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.tcp.local_addr().expect("an address").port()
    }

    /// Puts the canary's places into an attack's source.
    #[must_use]
    pub fn place(&self, source: &str) -> String {
        source
            .replace("CANARY_FILE", &self.file().display().to_string())
            .replace("CANARY_PORT", &self.port().to_string())
            .replace("CANARY_SOCKET", &self.socket)
            .replace("CANARY_PID", &self.process.id().to_string())
    }

    /// What has been reached since the last call.
    #[must_use]
    pub fn reached(&self) -> Vec<String> {
        let mut reached = Vec::new();
        let mut note = |what: &str, silent: bool| {
            if !silent {
                reached.push(format!("the host's canary was reached: {what}"));
            }
        };
        let quiet = |e: io::Error| e.kind() == io::ErrorKind::WouldBlock;
        note("TCP port", self.tcp.accept().err().is_some_and(quiet));
        note("UDP port", self.udp.recv_from(&mut [0; 16]).err().is_some_and(quiet));
        note("unix socket", self.unix.accept().err().is_some_and(quiet));
        note("file", fs::read_to_string(self.file()).is_ok_and(|text| text == SONG));
        let state = fs::read_to_string(format!("/proc/{}/stat", self.process.id()));
        // Neither stopped (T, t) nor dead (Z, X).
        note("process", state.is_ok_and(|stat| ![") T ", ") t ", ") Z ", ") X "].iter().any(|s| stat.contains(s))));
        reached
    }
}

impl Default for Canary {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Canary {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
