//! Worker threads that own connections, and the queues before them.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TrySendError, bounded};
use tokio::sync::oneshot;

use crate::conn::BUSY;
use crate::dialect::begin_read;
use crate::{Conn, Error, Result};

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// The embedded one.
    Sqlite,
    /// A server.
    Postgres,
}

/// A handle to the database; cheap to clone. Its threads end when the last handle is dropped.
#[derive(Clone)]
pub struct Db {
    kind: Engine,
    reads: Sender<Job>,
    writes: Sender<Job>,
    /// Nothing is ever sent on it: it ends with the last worker, when all connections are closed.
    ended: Receiver<()>,
    folder: Option<Taken>,
}

/// The data folder of an embedded database, taken: no other process opens it while this or a database opened by it lives.
#[derive(Clone)]
pub struct Taken {
    _lock: Arc<File>,
}

/// What a job leaves: whether to keep its effects, and how to answer once that is settled.
struct Outcome {
    keep: bool,
    answer: Box<dyn FnOnce(Result<()>) + Send>,
}

/// A job and whether it wants no transaction around it.
struct Job {
    bare: bool,
    run: Task,
}

/// What a job does: it gets a connection inside its transaction, or the reason why there is none.
type Task = Box<dyn FnOnce(Result<&mut Conn>) -> Outcome + Send>;

/// How a worker gets a new connection when its own has broken.
type Connect = Box<dyn Fn() -> Result<Conn> + Send>;

/// How a worker does the jobs of a queue.
type Run = fn(Conn, &Connect, &Receiver<Job>);

/// Pages ask the same few statements again and again: planning them each time costs more than running them.
const PLANNED_ONCE: &str = "SET plan_cache_mode = force_generic_plan";
/// Writes that may wait before further ones are turned away.
const QUEUE: usize = 256;
/// And reads: who came later would wait for longer than people do (P18).
const READ_QUEUE: usize = 512;
/// How long a server may take to be reached.
const CONNECTING: Duration = Duration::from_secs(5);
/// How long it may leave what was sent to it unanswered by so much as a packet.
const SILENCE: Duration = Duration::from_secs(15);
/// How long it is waited for the last connection to be closed.
const CLOSING: Duration = Duration::from_secs(30);
/// Jobs at most in one SQLite transaction.
const GROUP: usize = 64;

impl Db {
    /// Takes the data folder `folder`, which exists; [`Error::InUse`] where another process has it.
    pub fn take(folder: &Path) -> Result<Taken> {
        let lock = private(&folder.join("gendan.lock"))?;
        lock.try_lock().map_err(|_| Error::InUse(folder.display().to_string()))?;
        Ok(Taken { _lock: Arc::new(lock) })
    }

    /// Opens (and where it is missing makes) the SQLite database `gendan.db` in `folder`, with `readers` read connections.
    pub fn open_sqlite(folder: &Path, readers: usize) -> Result<Self> {
        Self::open_taken(Self::take(folder)?, folder, readers)
    }

    /// As [`Db::open_sqlite`], in a folder that was taken already.
    pub fn open_taken(taken: Taken, folder: &Path, readers: usize) -> Result<Self> {
        if rusqlite::version_number() < 3_051_003 {
            return Err(Error::OldSqlite(rusqlite::version().to_owned()));
        }
        // Its log takes the rights of the database.
        private(&folder.join("gendan.db"))?;
        let path = folder.join("gendan.db");
        let (reads, read_queue) = bounded::<Job>(READ_QUEUE);
        let (writes, write_queue) = bounded::<Job>(QUEUE);
        let mut reader_specs = Vec::new();
        for n in 0..readers.max(1) {
            let path = path.clone();
            let connect: Connect = Box::new(move || sqlite(&path, true));
            reader_specs.push((n, connect));
        }
        // The writer first: it makes the file where there is none.
        let (alive, ended) = bounded(0);
        spawn("write", Box::new(move || writer(&path)), write_queue, run_grouped, &alive)?;
        for (n, connect) in reader_specs {
            spawn(&format!("read-{n}"), connect, read_queue.clone(), run_reads, &alive)?;
        }
        Ok(Self { kind: Engine::Sqlite, reads, writes, ended, folder: Some(taken) })
    }

    /// Opens the SQLite database in `folder` for reading, also while another process serves it; every write fails.
    pub fn open_sqlite_beside(folder: &Path) -> Result<Self> {
        let path = folder.join("gendan.db");
        if !path.exists() {
            return Err(Error::Other(format!("there is no database in {}", folder.display())));
        }
        let (reads, read_queue) = bounded::<Job>(16);
        let (writes, _) = bounded::<Job>(1);
        let (alive, ended) = bounded(0);
        spawn("read", Box::new(move || sqlite(&path, true)), read_queue, run_reads, &alive)?;
        Ok(Self { kind: Engine::Sqlite, reads, writes, ended, folder: None })
    }

    /// A database of one's own that nobody else sees and that is gone with its last handle; one thread reads and writes it.
    pub fn open_scratch() -> Result<Self> {
        let (writes, queue) = bounded::<Job>(QUEUE);
        // SQLite takes no name at all as a file of its own that it deletes itself.
        let (alive, ended) = bounded(0);
        spawn("scratch", Box::new(|| sqlite(Path::new(""), false)), queue, run_grouped, &alive)?;
        Ok(Self { kind: Engine::Sqlite, reads: writes.clone(), writes, ended, folder: None })
    }

    /// Connects to the PostgreSQL database at `url`, with `connections` read and as many write connections.
    pub fn open_postgres(url: &str, connections: usize) -> Result<Self> {
        let (reads, read_queue) = bounded::<Job>(READ_QUEUE);
        let (writes, write_queue) = bounded::<Job>(QUEUE);
        let (alive, ended) = bounded(0);
        for n in 0..connections.max(1) {
            let read: Run = run_reads;
            for (name, queue, run, settings) in
                [("read", &read_queue, read, PLANNED_ONCE), ("write", &write_queue, run_single, "")]
            {
                let url = url.to_owned();
                spawn(
                    &format!("{name}-{n}"),
                    Box::new(move || postgres(&url, settings)),
                    queue.clone(),
                    run,
                    &alive,
                )?;
            }
        }
        Ok(Self { kind: Engine::Postgres, reads, writes, ended, folder: None })
    }

    /// Gives this handle back and waits until every connection is closed, so that the files may be moved; answers the folder, still
    /// taken. Fails where somebody else goes on holding a handle.
    pub fn close(self) -> Result<Option<Taken>> {
        let Self { reads, writes, ended, folder, .. } = self;
        drop((reads, writes));
        match ended.recv_timeout(CLOSING) {
            Err(RecvTimeoutError::Disconnected) => Ok(folder),
            Ok(()) | Err(RecvTimeoutError::Timeout) => {
                Err(Error::Other("the database is still being asked: try again in a while".to_owned()))
            }
        }
    }

    /// Which database this is.
    pub fn kind(&self) -> Engine {
        self.kind
    }

    /// Runs `job` on a read connection, in a transaction of its own: all that it reads is of one moment.
    pub async fn read<T, E, F>(&self, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        let waiting = send(&self.reads, false, job)?;
        waiting.await.map_err(|_| gone())?
    }

    /// As [`Db::read`], without a transaction around it: for a single statement, which is of one moment by itself, or for several that
    /// need not be of the same one.
    pub async fn glance<T, E, F>(&self, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        let waiting = send(&self.reads, true, job)?;
        waiting.await.map_err(|_| gone())?
    }

    /// Runs `job` in a transaction: an `Ok` is answered after the commit is durable, an `Err` rolls back.
    pub async fn write<T, E, F>(&self, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        let waiting = send(&self.writes, false, job)?;
        waiting.await.map_err(|_| gone())?
    }

    /// As [`Db::read`], for threads that may wait.
    pub fn read_blocking<T, E, F>(&self, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        send(&self.reads, false, job)?.blocking_recv().map_err(|_| gone())?
    }

    /// As [`Db::read_blocking`], without a transaction: for a statement that allows none around it, like `VACUUM`.
    pub fn bare_blocking<T, E, F>(&self, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        send(&self.reads, true, job)?.blocking_recv().map_err(|_| gone())?
    }

    /// As [`Db::write`], for threads that may wait.
    pub fn write_blocking<T, E, F>(&self, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        send(&self.writes, false, job)?.blocking_recv().map_err(|_| gone())?
    }
}

fn send<T, E, F>(queue: &Sender<Job>, bare: bool, job: F) -> Result<oneshot::Receiver<Result<T, E>>, E>
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
    F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
{
    let (tell, told) = oneshot::channel();
    let run: Task = Box::new(move |conn| {
        let result = conn.map_err(E::from).and_then(job);
        Outcome {
            keep: result.is_ok(),
            answer: Box::new(move |settled| {
                // A caller that went away does not want the answer.
                let _ = tell.send(settled.map_err(E::from).and(result));
            }),
        }
    });
    match queue.try_send(Job { bare, run }) {
        Ok(()) => Ok(told),
        Err(TrySendError::Full(_)) => Err(Error::Busy.into()),
        Err(TrySendError::Disconnected(_)) => Err(gone().into()),
    }
}

fn gone() -> Error {
    Error::Other("the database worker has ended".to_owned())
}

fn spawn(
    name: &str,
    connect: Connect,
    queue: Receiver<Job>,
    run: fn(Conn, &Connect, &Receiver<Job>),
    alive: &Sender<()>,
) -> Result<()> {
    let (conn, alive) = (connect()?, alive.clone());
    let work = move || {
        // The connection ends with it.
        run(conn, &connect, &queue);
        drop(alive);
    };
    thread::Builder::new()
        .name(format!("db-{name}"))
        .spawn(work)
        .map(drop)
        .map_err(|e| Error::Other(e.to_string()))
}

/// Runs a job; one that panics is rolled back and its caller told that nothing came of it, and the worker lives on.
fn run_job(job: Job, conn: Result<&mut Conn>) -> Outcome {
    let run = std::panic::AssertUnwindSafe(|| (job.run)(conn));
    std::panic::catch_unwind(run).unwrap_or_else(|_| Outcome { keep: false, answer: Box::new(|_| {}) })
}

/// Reads: each in a transaction that sees one moment; a broken connection is replaced before the next job.
fn run_reads(mut conn: Conn, connect: &Connect, queue: &Receiver<Job>) {
    for job in queue {
        let bare = job.bare;
        let begin = if bare { "" } else { begin_read(conn.kind()) };
        let ready = begun(&mut conn, connect, begin);
        let outcome = run_job(job, ready);
        // Nothing hangs on the end of a read: the answer does not wait for it. One that fails says so when the next begins.
        (outcome.answer)(Ok(()));
        if !bare {
            let _ = conn.batch("COMMIT");
        }
    }
}

/// PostgreSQL: one transaction a job; concurrency comes from several workers.
fn run_single(mut conn: Conn, connect: &Connect, queue: &Receiver<Job>) {
    for job in queue {
        let ready = begun(&mut conn, connect, "BEGIN");
        let outcome = run_job(job, ready);
        let settled = conn.batch(if outcome.keep { "COMMIT" } else { "ROLLBACK" });
        // What failed has said why already; only a promise to keep must be settled.
        (outcome.answer)(if outcome.keep { settled } else { Ok(()) });
    }
}

/// A connection with its transaction begun. One that broke while nobody used it is replaced: nothing was done on it yet.
fn begun<'a>(conn: &'a mut Conn, connect: &Connect, begin: &str) -> Result<&'a mut Conn> {
    if conn.is_closed() {
        *conn = connect()?;
    }
    let asked = if begin.is_empty() { Ok(()) } else { conn.batch(begin) };
    if let Err(Error::Away(_)) = asked {
        *conn = connect()?;
        conn.batch(begin)?;
    } else {
        asked?;
    }
    Ok(conn)
}

/// A file of the data folder, made where it is missing, that nobody else on the machine reads (control 44).
fn private(path: &Path) -> Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = File::options();
    let opened = options.write(true).create(true).truncate(false).mode(0o600).open(path);
    opened.map_err(|e| Error::Storage(format!("{}: {e}", path.display())))
}

/// SQLite: what waits in the queue shares one transaction and one fsync.
fn run_grouped(mut conn: Conn, _: &Connect, queue: &Receiver<Job>) {
    for first in queue {
        let mut group = vec![first];
        group.extend(queue.try_iter().take(GROUP - 1));
        let jobs = group.len();
        // Who is alone needs no part of the transaction to be taken back: SQLite would keep every page that it changes twice.
        let (begin, keep, undo) = match jobs {
            1 => ("", "", "ROLLBACK; BEGIN IMMEDIATE"),
            _ => ("SAVEPOINT job", "RELEASE job", "ROLLBACK TO job; RELEASE job"),
        };
        let mut answers = Vec::with_capacity(jobs);
        let mut failed = conn.batch("BEGIN IMMEDIATE").err();
        for job in group {
            let mark = if failed.is_none() { conn.batch(begin) } else { Ok(()) };
            let outcome = match (&failed, &mark) {
                (None, Ok(())) => run_job(job, Ok(&mut conn)),
                _ => run_job(job, Err(Error::Other("the transaction could not begin".to_owned()))),
            };
            let end = if outcome.keep { keep } else { undo };
            if failed.is_none() {
                failed = mark.and_then(|()| conn.batch(end)).err();
            }
            answers.push(outcome.answer);
        }
        let settled = match failed {
            None => conn.batch("COMMIT"),
            Some(error) => {
                let _ = conn.batch("ROLLBACK");
                Err(error)
            }
        };
        if let Err(Error::Storage(text)) = &settled {
            tracing::error!(text, "storage failed: stopping, so that nothing false is acknowledged");
            std::process::exit(70);
        }
        tracing::trace!(jobs, "committed together");
        if let Err(error) = conn.sweep_traces() {
            tracing::warn!(%error, "what was erased stays in the log until the next write");
        }
        let text = settled.err().map(|e| e.to_string());
        for answer in answers {
            answer(text.as_ref().map_or(Ok(()), |t| Err(Error::Other(t.clone()))));
        }
    }
}

fn sqlite(path: &Path, read_only: bool) -> Result<Conn> {
    let connection = rusqlite::Connection::open(path)?;
    connection.busy_timeout(BUSY)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -16000; PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = 12000;",
    )?;
    if read_only {
        connection.execute_batch("PRAGMA query_only = ON")?;
    }
    Ok(Conn::sqlite(connection))
}

/// The writer's connection. What a process that was killed left in the log goes before anything is written.
fn writer(path: &Path) -> Result<Conn> {
    let mut conn = sqlite(path, false)?;
    conn.leave_no_trace();
    conn.sweep_traces()?;
    Ok(conn)
}

fn postgres(url: &str, settings: &str) -> Result<Conn> {
    let mut settings_of = url.parse::<postgres::Config>()?;
    // A server that is away is told to whoever asks, soon.
    if settings_of.get_connect_timeout().is_none() {
        settings_of.connect_timeout(CONNECTING);
    }
    if settings_of.get_tcp_user_timeout().is_none() {
        settings_of.tcp_user_timeout(SILENCE);
    }
    let mut client = settings_of.connect(postgres::NoTls)?;
    client.batch_execute(
        "SET statement_timeout = '60s'; SET lock_timeout = '5s'; SET idle_in_transaction_session_timeout = '60s'; SET client_min_messages = warning;",
    )?;
    client.batch_execute(settings)?;
    Ok(Conn::postgres(client))
}
