package io.directorate.node.pki;

import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A director's identity, kept new: looks at the files at an interval, takes a new identity when there is one, and keeps the last good one, with
 * a word in the log, when the files are bad. What it hands out for TLS always uses the newest: renewal needs no restart.
 *
 * <p>Connections that stand are left alone; each new handshake has the new certificate and the new CA. Safe for any thread.
 */
public final class IdentityWatcher implements AutoCloseable {
    /** How often the files are looked at unless told otherwise. */
    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(10);

    /** Shortest interval between two looks. */
    public static final Duration MIN_INTERVAL = Duration.ofMillis(100);

    /** Longest interval between two looks. */
    public static final Duration MAX_INTERVAL = Duration.ofHours(1);

    /** From how many days before its end a certificate is warned of, once a day. */
    public static final int WARNING_DAYS = 30;

    /**
     * How long this side takes up the offer of a server, not one of ours, to resume a session. The trust manager refuses resumption where it
     * can; in TLS 1.3 a client keeps what it was sent all the same. The JDK has no zero here.
     */
    private static final int SESSION_TIMEOUT_SECONDS = 1;

    private static final Logger LOG = LoggerFactory.getLogger(IdentityWatcher.class);

    private final IdentityFiles files;
    private final Clock clock;
    private final IdentityHolder holder;
    private final RenewingKeyManager keyManager;
    private final ClusterTrustManager trustManager;
    private final SSLContext sslContext;
    private final CopyOnWriteArrayList<Consumer<NodeIdentity>> listeners = new CopyOnWriteArrayList<>();

    private @Nullable ScheduledExecutorService thread;
    private @Nullable ScheduledFuture<?> looking;
    /** Listeners that have not taken the newest identity yet. */
    private final Map<Consumer<NodeIdentity>, NodeIdentity> owed = new LinkedHashMap<>();

    private @Nullable String problem;
    private long renewals;
    private @Nullable Long warnedDays;
    private @Nullable Long warnedAuthorityDays;

    private IdentityWatcher(IdentityFiles files, NodeIdentity first, Clock clock) throws PkiException {
        this.files = files;
        this.clock = clock;
        this.holder = new IdentityHolder(first);
        this.keyManager = new RenewingKeyManager(holder);
        this.trustManager = new ClusterTrustManager(holder, clock);
        this.sslContext = newContext(keyManager, trustManager);
    }

    /**
     * Loads the identity for the first time. Nothing is watched until {@link #start}.
     *
     * @param files where it is
     * @param clock what dates are checked against
     * @return the watcher
     * @throws PkiException if the identity is not good: then there is none to go on with
     */
    public static IdentityWatcher open(IdentityFiles files, Clock clock) throws PkiException {
        NodeIdentity first = NodeIdentity.load(files, clock);
        IdentityWatcher watcher = new IdentityWatcher(files, first, clock);
        watcher.warnOfTheEnd();
        return watcher;
    }

    private static SSLContext newContext(KeyManager keyManager, TrustManager trustManager) throws PkiException {
        try {
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(new KeyManager[] {keyManager}, new TrustManager[] {trustManager}, null);
            context.getClientSessionContext().setSessionTimeout(SESSION_TIMEOUT_SECONDS);
            return context;
        } catch (GeneralSecurityException e) {
            throw new PkiException("this Java has no TLS 1.3: " + e.getMessage(), e);
        }
    }

    /**
     * Begins to look at the files, on a thread of its own.
     *
     * @param interval between two looks, {@link #MIN_INTERVAL} to {@link #MAX_INTERVAL}
     */
    public synchronized void start(Duration interval) {
        if (interval.compareTo(MIN_INTERVAL) < 0 || interval.compareTo(MAX_INTERVAL) > 0) {
            throw new IllegalArgumentException(
                    "interval is " + interval + ", must be " + MIN_INTERVAL + " to " + MAX_INTERVAL);
        }
        if (thread != null) {
            throw new IllegalStateException("the identity is watched already");
        }
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread watcher = new Thread(task, "identity-watch");
            watcher.setDaemon(true);
            return watcher;
        });
        looking = executor.scheduleWithFixedDelay(
                this::lookQuietly, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
        thread = executor;
    }

    /**
     * Calls for each new identity; for what cannot use {@link #keyManager} and {@link #trustManager}.
     *
     * @param listener gets the identity on the watching thread, and again at each look if it throws; must not block
     */
    public void onRenewal(Consumer<NodeIdentity> listener) {
        listeners.add(listener);
    }

    private void lookQuietly() {
        try {
            look();
        } catch (RuntimeException e) {
            // An executor would never call again.
            LOG.error("looking at the identity in {} failed; the one in use stays", files.chain(), e);
        }
    }

    /**
     * Looks at the files once, and takes a new identity if there is one.
     *
     * @return how things are after that
     */
    public synchronized IdentityStatus look() {
        try {
            NodeIdentity loaded = NodeIdentity.load(files, clock);
            NodeIdentity newest = holder.newest();
            if (!loaded.id().equals(newest.id())) {
                throw new PkiException(files.chain() + " is now for " + loaded.id() + ", but this is " + newest.id()
                        + ": put this director's files back; to be another director, it must be started as that one");
            }
            if (!loaded.isSameAs(newest)) {
                holder.renew(loaded);
                listeners.forEach(listener -> owed.put(listener, loaded));
                renewals++;
                warnedDays = null;
                warnedAuthorityDays = null;
                LOG.info("new identity taken: {}, serial {}", loaded, Certificates.serial(loaded.certificate()));
            } else if (problem != null) {
                LOG.info("the identity in {} is good again", files.chain());
            }
            problem = null;
        } catch (PkiException e) {
            if (!e.getMessage().equals(problem)) {
                LOG.error(
                        "the identity is not renewed, and the one in use stays ({}): {}",
                        holder.newest(),
                        e.getMessage());
            }
            problem = e.getMessage();
        }
        tellOwed();
        warnOfTheEnd();
        return status();
    }

    /** One that could not take the identity gets it again at the next look: it must not show the old one until that ends. */
    private void tellOwed() {
        Iterator<Map.Entry<Consumer<NodeIdentity>, NodeIdentity>> left =
                owed.entrySet().iterator();
        while (left.hasNext()) {
            Map.Entry<Consumer<NodeIdentity>, NodeIdentity> next = left.next();
            try {
                next.getKey().accept(next.getValue());
                left.remove();
            } catch (RuntimeException e) {
                LOG.error("the new identity {} could not be taken everywhere; it is tried again", next.getValue(), e);
            }
        }
    }

    private synchronized void warnOfTheEnd() {
        Instant now = clock.instant();
        NodeIdentity newest = holder.newest();
        long days = NodeIdentity.daysBetween(now, newest.notAfter());
        if (isToBeWarnedOf(days, warnedDays)) {
            LOG.warn(
                    "the certificate of {} {} at {}: renew it with directorate pki issue --director {}",
                    newest.id(),
                    ends(days),
                    newest.notAfter(),
                    newest.id().director());
            warnedDays = days;
        }
        long authorityDays = NodeIdentity.daysBetween(now, newest.authorityNotAfter());
        if (isToBeWarnedOf(authorityDays, warnedAuthorityDays)) {
            LOG.warn(
                    "the CA of cluster {} {} at {}: make a new one with directorate pki init, let every director trust both"
                            + " (two certificates in ca.crt), then issue anew",
                    newest.id().cluster(),
                    ends(authorityDays),
                    newest.authorityNotAfter());
            warnedAuthorityDays = authorityDays;
        }
    }

    /** Once a day within the last {@link #WARNING_DAYS}. */
    static boolean isToBeWarnedOf(long days, @Nullable Long warned) {
        return days < WARNING_DAYS && (warned == null || warned != days);
    }

    private static String ends(long days) {
        return days < 0 ? "has ended" : "ends in " + days + " days";
    }

    /**
     * Returns how the identity is doing.
     *
     * @return as of now, by the clock
     */
    public synchronized IdentityStatus status() {
        NodeIdentity newest = holder.newest();
        Instant now = clock.instant();
        return new IdentityStatus(
                newest.id(),
                newest.notAfter(),
                NodeIdentity.daysBetween(now, newest.notAfter()),
                NodeIdentity.daysBetween(now, newest.authorityNotAfter()),
                renewals,
                Optional.ofNullable(problem),
                trustManager.refused(),
                Optional.ofNullable(trustManager.lastRefusal()));
    }

    /**
     * Returns the newest identity.
     *
     * @return the last good one
     */
    public NodeIdentity identity() {
        return holder.newest();
    }

    /**
     * Returns what shows this director's certificate in handshakes.
     *
     * @return always the newest
     */
    public X509ExtendedKeyManager keyManager() {
        return keyManager;
    }

    /**
     * Returns what decides whom this director talks to: directors of its cluster alone. Directors that use it offer nobody to resume
     * a session, which would go past it.
     *
     * @return by the newest CA
     */
    public X509ExtendedTrustManager trustManager() {
        return trustManager;
    }

    /**
     * Returns a context of both. A server must ask for the client's certificate ({@code setNeedClientAuth(true)}); a client that knows whom it
     * calls by address sets the endpoint identification algorithm {@code HTTPS}.
     *
     * @return of TLS 1.3; a server made of it may also be asked for 1.2
     */
    public SSLContext sslContext() {
        return sslContext;
    }

    /** Ends the watching; what was handed out goes on with the last identity. */
    @Override
    public synchronized void close() {
        if (looking != null) {
            looking.cancel(false);
            looking = null;
        }
        if (thread != null) {
            thread.shutdownNow();
            thread = null;
        }
    }
}
