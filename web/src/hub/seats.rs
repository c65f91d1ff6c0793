//! How many streams one candidate has open: nobody's link can take those of all others.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{Arc, Mutex, PoisonError},
};

use gauntlet_db::InvitationId;

/// Streams of one candidate at once: tabs and machines, each with one or two.
const EACH: usize = 24;

/// Who has how many.
#[derive(Debug, Default, Clone)]
pub(super) struct Seats(Arc<Mutex<HashMap<InvitationId, usize>>>);

impl Seats {
    pub(super) fn take(&self, id: InvitationId) -> Option<Seat> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mine = taken.entry(id).or_default();
        if *mine >= EACH {
            return None;
        }
        *mine += 1;
        Some(Seat { seats: self.clone(), id })
    }
}

/// One stream's place, given back when it is dropped.
#[derive(Debug)]
pub struct Seat {
    seats: Seats,
    id: InvitationId,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Entry::Occupied(mut mine) = taken.entry(self.id) {
            *mine.get_mut() -= 1;
            if *mine.get() == 0 {
                mine.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{EACH, Seats};
    use gauntlet_db::{InvitationId, Micros};

    #[test]
    fn one_link_cannot_take_the_others_places() {
        let seats = Seats::default();
        let [one, other] = [1, 2].map(|at| InvitationId::new(Micros::from_i64(at)));
        let mut taken: Vec<_> = (0..EACH).map(|_| seats.take(one).unwrap()).collect();
        assert!(seats.take(one).is_none() && seats.take(other).is_some());
        taken.pop();
        assert!(seats.take(one).is_some());
        taken.clear();
        assert!(seats.0.lock().unwrap().is_empty(), "nothing is kept of those who left");
    }
}
