//! Token buckets for addresses and for invitations. Time is a parameter, so that tests need not wait.

use std::{
    collections::HashMap,
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
    time::Instant,
};

use gauntlet_db::InvitationId;

/// Beyond this many keys, those with a full bucket are forgotten: they are as good as new.
const SWEEP_AT: usize = 10_000;

/// What one change may have in bytes; a larger one counts as several. What people write is smaller.
const BYTES_OF_ONE: usize = 64 * 1024;

/// Allows so many requests a minute from one address, as many of them at once.
#[derive(Debug)]
pub struct RateLimiter {
    per_minute: f64,
    loopback_per_minute: f64,
    buckets: Buckets<IpAddr>,
}

/// Allows so many changes a minute by one invitation, as many of them at once.
#[derive(Debug)]
pub struct LinkLimiter {
    per_minute: f64,
    buckets: Buckets<InvitationId>,
}

/// A bucket of tokens for each key.
#[derive(Debug)]
struct Buckets<K>(Mutex<HashMap<K, Bucket>>);

#[derive(Debug)]
struct Bucket {
    tokens: f64,
    per_minute: f64,
    at: Instant,
}

impl RateLimiter {
    /// A limiter with one rate for the loopback addresses and one for all others, in requests a minute; at least 1.
    #[must_use]
    pub fn new(per_minute: u32, loopback_per_minute: u32) -> Self {
        Self {
            per_minute: f64::from(per_minute.max(1)),
            loopback_per_minute: f64::from(loopback_per_minute.max(1)),
            buckets: Buckets(Mutex::default()),
        }
    }

    /// Takes one token of the address.
    ///
    /// # Errors
    /// In how many whole seconds there will be one.
    pub fn take(&self, address: IpAddr, now: Instant) -> Result<(), u64> {
        let address = network(address);
        let rate = if address.is_loopback() { self.loopback_per_minute } else { self.per_minute };
        self.buckets.take(address, rate, now)
    }
}

impl LinkLimiter {
    /// A limiter with one rate, in changes a minute; at least 1.
    #[must_use]
    pub fn new(per_minute: u32) -> Self {
        Self { per_minute: f64::from(per_minute.max(1)), buckets: Buckets(Mutex::default()) }
    }

    /// Takes one token of the invitation.
    ///
    /// # Errors
    /// In how many whole seconds there will be one.
    pub fn take(&self, invitation: InvitationId, now: Instant) -> Result<(), u64> {
        self.buckets.take(invitation, self.per_minute, now)
    }

    /// Counts a change of that many bytes that is about to be stored as more than one: versions are kept, and a disk is
    /// everybody's. It is stored all the same; the next ones wait.
    pub fn weigh(&self, invitation: InvitationId, bytes: usize, now: Instant) {
        // Well below 2^52.
        #[allow(clippy::cast_precision_loss)]
        let changes = (bytes / BYTES_OF_ONE) as f64;
        self.buckets.charge(invitation, changes, self.per_minute, now);
    }
}

impl<K: Eq + Hash> Buckets<K> {
    fn take(&self, key: K, per_minute: f64, now: Instant) -> Result<(), u64> {
        self.with(key, per_minute, now, |bucket| {
            if bucket.tokens >= 1.0 {
                bucket.tokens -= 1.0;
                return Ok(());
            }
            let seconds = ((1.0 - bucket.tokens) * 60.0 / per_minute).ceil();
            // Positive, and small: the rate is at least 1 a minute, and no charge comes without a token taken before.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            Err(seconds as u64)
        })
    }

    /// Takes that many tokens, also more than there are.
    fn charge(&self, key: K, tokens: f64, per_minute: f64, now: Instant) {
        self.with(key, per_minute, now, |bucket| bucket.tokens -= tokens);
    }

    fn with<T>(&self, key: K, per_minute: f64, now: Instant, act: impl FnOnce(&mut Bucket) -> T) -> T {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= SWEEP_AT {
            buckets.retain(|_, bucket| bucket.refilled(now) < bucket.per_minute);
        }
        let bucket = buckets.entry(key).or_insert(Bucket { tokens: per_minute, per_minute, at: now });
        bucket.tokens = bucket.refilled(now);
        bucket.at = now;
        act(bucket)
    }
}

impl Bucket {
    fn refilled(&self, now: Instant) -> f64 {
        let minutes = now.saturating_duration_since(self.at).as_secs_f64() / 60.0;
        (self.tokens + minutes * self.per_minute).min(self.per_minute)
    }
}

/// An IPv6 customer owns a /64 at least, and so as many addresses as they like: they count as one.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) if !v6.is_loopback() => Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX)).into(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::{LinkLimiter, RateLimiter};
    use gauntlet_db::{InvitationId, Micros};
    use std::{
        net::IpAddr,
        time::{Duration, Instant},
    };

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_bucket_empties_and_fills_again() {
        let (limiter, start) = (RateLimiter::new(2, 100), Instant::now());
        let one = address("192.0.2.1");
        assert_eq!(limiter.take(one, start), Ok(()));
        assert_eq!(limiter.take(one, start), Ok(()));
        assert_eq!(limiter.take(one, start), Err(30), "two a minute: the next in half a minute");
        assert_eq!(limiter.take(address("192.0.2.2"), start), Ok(()), "others are not concerned");
        assert_eq!(limiter.take(one, start + Duration::from_secs(31)), Ok(()));
    }

    #[test]
    fn loopback_is_generous_and_mapped_addresses_are_the_same() {
        let (limiter, now) = (RateLimiter::new(1, 3), Instant::now());
        for _ in 0..3 {
            assert_eq!(limiter.take(address("127.0.0.1"), now), Ok(()));
        }
        assert!(limiter.take(address("::ffff:127.0.0.1"), now).is_err());
    }

    #[test]
    fn each_invitation_has_its_own() {
        let (limiter, now) = (LinkLimiter::new(1), Instant::now());
        let [one, other] = [1, 2].map(|at| InvitationId::new(Micros::from_i64(at)));
        assert_eq!((limiter.take(one, now), limiter.take(one, now)), (Ok(()), Err(60)));
        assert_eq!(limiter.take(other, now), Ok(()));
    }

    #[test]
    fn large_changes_count_as_many() {
        let (limiter, now) = (LinkLimiter::new(60), Instant::now());
        let one = InvitationId::new(Micros::from_i64(1));
        for _ in 0..50 {
            assert_eq!(limiter.take(one, now), Ok(()));
            limiter.weigh(one, 60_000, now);
        }
        assert_eq!(limiter.take(one, now), Ok(()), "what people write costs nothing more");
        limiter.weigh(one, 4 << 20, now);
        assert_eq!(limiter.take(one, now), Err(56), "64 changes, of which 9 were left");
        assert_eq!(limiter.take(one, now + Duration::from_secs(57)), Ok(()));
    }

    #[test]
    fn one_ipv6_network_is_one_address() {
        let (limiter, now) = (RateLimiter::new(1, 1), Instant::now());
        assert_eq!(limiter.take(address("2001:db8::1"), now), Ok(()));
        assert!(limiter.take(address("2001:db8::2"), now).is_err());
        assert_eq!(limiter.take(address("2001:db8:0:1::1"), now), Ok(()));
    }
}
