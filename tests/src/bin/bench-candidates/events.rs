//! Server-sent events, taken apart as they arrive. The format is that of the HTML standard, section 9.2.6; what our
//! server never sends (ids that matter, lines that end in a bare carriage return) is left out.

/// One event.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) name: String,
    pub(crate) data: String,
}

/// What of a stream has not made an event yet.
#[derive(Debug, Default)]
pub(crate) struct Events {
    rest: Vec<u8>,
    name: String,
    data: Vec<String>,
}

impl Events {
    /// Takes the next bytes of the stream; answers the events that they complete.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Vec<Event> {
        self.rest.extend_from_slice(bytes);
        let mut complete = Vec::new();
        while let Some(end) = self.rest.iter().position(|b| *b == b'\n') {
            let line: Vec<u8> = self.rest.drain(..=end).collect();
            complete.extend(self.line(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n'])));
        }
        complete
    }

    fn line(&mut self, line: &str) -> Option<Event> {
        if line.is_empty() {
            let (name, data) = (std::mem::take(&mut self.name), std::mem::take(&mut self.data));
            // Comments and settings alone make no event.
            return (!data.is_empty()).then(|| Event { name, data: data.join("\n") });
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.name),
            "data" => self.data.push(value.to_owned()),
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{Event, Events};

    fn event(name: &str, data: &str) -> Event {
        Event { name: name.to_owned(), data: data.to_owned() }
    }

    #[test]
    fn pieces_make_events() {
        let text = ": heartbeat\n\nretry: 2000\nevent: state\ndata: {\"a\":\ndata: \"é\"}\n\ndata:x\r\n\r\nevent: cut";
        let all = [event("state", "{\"a\":\n\"é\"}"), event("", "x")];
        for size in [1, 7, text.len()] {
            let mut events = Events::default();
            let seen: Vec<_> = text.as_bytes().chunks(size).flat_map(|piece| events.push(piece)).collect();
            assert_eq!(seen, all, "pieces of {size}");
        }
    }
}
