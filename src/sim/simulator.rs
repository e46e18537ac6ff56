//! Starts and stops the simulator: its thread, its listeners, and the way in for its owner.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::Value;
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

use crate::clock::Clock;
use crate::engine::{Millis, Region};
use crate::faults::Faults;
use crate::images::Repository;
use crate::interruption::{Interrupted, Interruption, Moment};
use crate::place::Place;
use crate::principal::Principal;
use crate::recorder::Call;
use crate::registry;
use crate::request::Request;
use crate::secret::Secret;
use crate::service;
use crate::state::State;
use crate::wire::{self, listener};
use crate::world::{Denial, Iam, WireFault, World};

/// How to serve a world.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// The port of the services on 127.0.0.1; 0 takes any free one.
    pub port: u16,
}

/// A running simulated AWS. It stops when it is dropped.
pub struct Simulator {
    address: SocketAddr,
    shared: Arc<Shared>,
    running: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

/// What every listener works on.
pub(crate) struct Shared {
    pub(crate) clock: Clock,
    /// How long every answer takes at least, in real time.
    latency: Duration,
    interruption: Interruption,
    state: Mutex<State>,
    runtime: Handle,
}

impl Simulator {
    /// Serves `world` on loopback, from a thread of its own, so that callers with and without an
    /// async runtime can use it.
    ///
    /// # Errors
    /// When the port is taken, or the system gives no socket or thread.
    pub fn start(world: World, options: Options) -> io::Result<Self> {
        let socket = listen(options.port)?;
        let address = socket.local_addr()?;
        let runtime = Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .build()?;
        let clock = Clock::start(&world.clock);
        let places: Vec<Place> = world
            .repositories
            .iter()
            .map(|repository| Place::new(&repository.account, &repository.region))
            .collect();
        let now = clock.now();
        let shared = Arc::new(Shared {
            clock,
            latency: Duration::from_millis(world.latency_ms),
            interruption: Interruption::default(),
            state: Mutex::new(State::new(world, now)),
            runtime: runtime.handle().clone(),
        });
        for place in &places {
            shared.open_registry(place)?;
        }
        let (stop, stopped) = oneshot::channel();
        let serving = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name("simulated-aws".to_owned())
            .spawn(move || {
                runtime.block_on(async move {
                    spawn_listener(&serving.runtime, socket, {
                        let shared = Arc::clone(&serving);
                        move |request| wire::answer(Arc::clone(&shared), request)
                    });
                    // Both a signal and a sender that is gone mean the end.
                    let _ = stopped.await;
                });
            })?;
        Ok(Self {
            address,
            shared,
            running: Some((stop, thread)),
        })
    }

    /// The address of all services, as `AWS_ENDPOINT_URL` takes it: `http://127.0.0.1:PORT`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The same as `HOST:PORT`.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of the registry of an account in a region, opened if it is not yet.
    ///
    /// # Errors
    /// When the system gives no socket.
    pub fn registry(&self, account: &str, region: &str) -> io::Result<SocketAddr> {
        self.shared.open_registry(&Place::new(account, region))
    }

    /// A password of the user `AWS` for the registry of an account in a region, as an administrator
    /// of the account would get it.
    pub fn registry_password(&self, account: &str, region: &str) -> Secret {
        let principal = Principal::user(account, "administrator", "");
        let now = self.now();
        let stores = &mut self.shared.state().stores;
        let (authority, identifiers) = (&mut stores.authority, &mut stores.identifiers);
        let token = authority.issue_token(&principal, region, now, identifiers);
        token.password
    }

    /// What was called so far, oldest first.
    pub fn calls(&self) -> Vec<Call> {
        self.shared.state().calls.clone()
    }

    /// Does something at the call with this number, counted from 1 and from now, over all services
    /// and registries. The client never gets the answer to that call.
    pub fn interrupt(&self, call: usize, moment: Moment, act: impl FnOnce() + Send + 'static) {
        self.shared.interruption.plan(call, moment, Box::new(act));
    }

    /// AWS's time now, epoch milliseconds.
    pub fn now(&self) -> Millis {
        self.shared.clock.now()
    }

    /// Lets AWS's time pass at once, besides the time that runs by itself.
    pub fn pass(&self, by: Duration) {
        let by = Millis::try_from(by.as_millis()).unwrap_or(Millis::MAX);
        self.shared.clock.pass(by);
    }

    /// Gives access to ECS of an account in a region, brought up to the present, to seed it or to
    /// look at it. No request is answered meanwhile.
    pub fn with_region<T>(
        &self,
        account: &str,
        region: &str,
        look: impl FnOnce(&mut Region) -> T,
    ) -> T {
        let place = Place::new(account, region);
        let now = self.now();
        let mut state = self.shared.state();
        state.advance(&place, now);
        look(state.region(&place, now).0)
    }

    /// Asks ECS as an administrator of the account would, past the wire: not signed, not recorded
    /// and never hit by a fault. The answer has the shape of the API.
    ///
    /// # Errors
    /// The code and message of the error that ECS answers with.
    pub fn ecs(
        &self,
        account: &str,
        region: &str,
        operation: &str,
        body: &Value,
    ) -> Result<Value, String> {
        self.ask("ecs", (account, region), operation, body)
    }

    /// Performs one SSM operation as the account's administrator, unseen by the record of calls.
    ///
    /// # Errors
    ///
    /// SSM's refusal.
    pub fn ssm(
        &self,
        account: &str,
        region: &str,
        operation: &str,
        body: &Value,
    ) -> Result<Value, String> {
        self.ask("ssm", (account, region), operation, body)
    }

    fn ask(
        &self,
        service: &str,
        (account, region): (&str, &str),
        operation: &str,
        body: &Value,
    ) -> Result<Value, String> {
        let place = Place::new(account, region);
        let principal = Principal::user(account, "administrator", "");
        let request = Request {
            now: self.now(),
            place: &place,
            principal: &principal,
            operation,
            body,
        };
        service::call(service, &request, &mut self.shared.state())
            .map_err(|error| format!("{}: {}", error.code, error.message))
    }

    /// Replaces all missing permissions, as when a role is fixed between two runs.
    pub fn set_denied(&self, denied: Vec<Denial>) {
        self.shared.state().stores.permissions.set_denied(denied);
    }

    /// Changes users, roles and policies, as an administrator does between two runs. If the world
    /// has none, it has them from now on.
    pub fn with_iam<T>(&self, change: impl FnOnce(&mut Iam) -> T) -> T {
        let mut state = self.shared.state();
        change(state.stores.permissions.identities.in_force())
    }

    /// Replaces all wire faults; counting starts again.
    pub fn set_wire_faults(&self, faults: Vec<WireFault>) {
        let now = self.now();
        self.shared.state().faults = Faults::new(faults, now);
    }

    /// The tags of a repository with the digest each is on; empty when there is no repository.
    pub fn tags(&self, account: &str, region: &str, repository: &str) -> BTreeMap<String, String> {
        let place = Place::new(account, region);
        let state = self.shared.state();
        let found = state.stores.repositories.get(&place, repository);
        found
            .into_iter()
            .flat_map(Repository::tags)
            .map(|(tag, at)| (tag.clone(), at.clone()))
            .collect()
    }

    /// The configuration of an image, named by its tag or digest: labels, command, layers. `None`
    /// when it is not there, or is an index of several images.
    pub fn image_config(
        &self,
        account: &str,
        region: &str,
        repository: &str,
        image: &str,
    ) -> Option<Value> {
        let state = self.shared.state();
        let place = Place::new(account, region);
        let repository = state.stores.repositories.get(&place, repository)?;
        let stored = repository.image(&repository.resolve(image)?)?;
        let manifest: Value = serde_json::from_slice(&stored.manifest).ok()?;
        let config = repository.blob(manifest["config"]["digest"].as_str()?)?;
        serde_json::from_slice(&config.joined()).ok()
    }

    /// The latest value of a parameter.
    pub fn parameter(&self, account: &str, region: &str, name: &str) -> Option<Secret> {
        let place = Place::new(account, region);
        self.shared.state().stores.parameters.value(&place, name)
    }

    /// Closes all listeners and connections, and waits for the thread to end.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.running.take() {
            // Fails only when the thread has ended already.
            let _ = stop.send(());
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Simulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulator")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl Shared {
    /// The state. A panic elsewhere leaves it usable: every change is complete in itself.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What every call goes through before it is carried out: it takes its time, and may be
    /// interrupted there. Returns what interrupts it afterwards.
    pub(crate) async fn receive(&self) -> Result<Option<Interrupted>, listener::Dropped> {
        // Even no sleep at all would take a tick of the runtime's timer.
        if !self.latency.is_zero() {
            tokio::time::sleep(self.latency).await;
        }
        self.interruption.before()
    }

    /// Returns the address of a place's registry, which is opened on first use.
    pub(crate) fn open_registry(self: &Arc<Self>, place: &Place) -> io::Result<SocketAddr> {
        let mut state = self.state();
        match state.stores.registries.entry(place.clone()) {
            Entry::Occupied(open) => Ok(*open.get()),
            Entry::Vacant(free) => {
                let socket = listen(0)?;
                let address = *free.insert(socket.local_addr()?);
                let shared = Arc::clone(self);
                let place = place.clone();
                spawn_listener(&self.runtime, socket, move |request| {
                    registry::answer(Arc::clone(&shared), place.clone(), request)
                });
                Ok(address)
            }
        }
    }
}

fn listen(port: u16) -> io::Result<TcpListener> {
    let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    socket.set_nonblocking(true)?;
    Ok(socket)
}

/// Serves a socket on the simulator's runtime, from whichever thread this is called.
fn spawn_listener<A, F>(runtime: &Handle, socket: TcpListener, answer: A)
where
    A: Fn(hyper::Request<hyper::body::Incoming>) -> F + Clone + Send + 'static,
    F: Future<Output = Result<hyper::Response<wire::body::Body>, listener::Dropped>>
        + Send
        + 'static,
{
    runtime.spawn(async move {
        // Taking the socket over fails only without a runtime, and here there is one.
        if let Ok(socket) = tokio::net::TcpListener::from_std(socket) {
            listener::serve(socket, answer).await;
        }
    });
}
