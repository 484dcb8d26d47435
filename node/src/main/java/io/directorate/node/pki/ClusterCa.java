package io.directorate.node.pki;

import io.directorate.events.model.InvalidValueException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * A cluster's certificate authority, as a folder: {@code ca.crt}, {@code ca.key}, the secret of all directors ({@link ClusterKeyFile}) and, unless others are
 * named, the identities that it issued in {@code directors/NAME}. It signs directors and nothing else, and no other CA (path length 0).
 *
 * <p>Not for use by several threads at once; several processes may issue from one folder.
 */
public final class ClusterCa {
    /** How long a CA holds unless told otherwise: ten years. */
    public static final int DEFAULT_DAYS = 3650;

    /** How long a director's certificate holds unless told otherwise: a year. */
    public static final int DEFAULT_DIRECTOR_DAYS = 365;

    /** Addresses and host names in one certificate. */
    public static final int MAX_ADDRESSES = 64;

    static final String CERTIFICATE = "ca.crt";
    static final String KEY = "ca.key";

    private final Path directory;
    private final String cluster;
    private final CertificateMaker.Signer signer;
    private final CertificateMaker maker;

    private ClusterCa(Path directory, String cluster, CertificateMaker.Signer signer, CertificateMaker maker) {
        this.directory = directory;
        this.cluster = cluster;
        this.signer = signer;
        this.maker = maker;
    }

    /**
     * Makes a CA in a folder of its own, which appears whole or not at all and is for its owner alone.
     *
     * @param directory that does not exist or is empty
     * @param cluster name of the cluster
     * @param days how long it holds, 1 to 7300
     * @param maker of key and certificate
     * @return the CA
     * @throws PkiException if the folder holds anything, or cannot be written
     * @throws InvalidValueException for a wrong name or number of days
     */
    public static ClusterCa init(Path directory, String cluster, int days, CertificateMaker maker) throws PkiException {
        DirectorId.checkName("cluster", cluster);
        Validity validity = Validity.ofDays(maker.now(), days);
        KeyPair keys = maker.newKeyPair();
        X509Certificate certificate = maker.authority(cluster, keys, validity);
        Path place = directory.toAbsolutePath().normalize();
        try {
            if (Files.exists(place)) {
                place = place.toRealPath();
                requireEmpty(place);
            }
            Path parent = place.getParent();
            if (parent == null) {
                throw new PkiException(place + " cannot be the folder of a CA: name one of its own");
            }
            NewFolder.make(parent);
            try (NewFolder folder = NewFolder.in(parent, maker.randomBits())) {
                folder.writeSecret(KEY, PrivateKeys.toPem(keys.getPrivate()));
                folder.writeSecret(ClusterKeyFile.NAME, maker.secret(ClusterKeyFile.BYTES));
                folder.writePublic(CERTIFICATE, Certificates.toPem(certificate));
                folder.moveTo(place);
            }
        } catch (IOException e) {
            throw new PkiException("the CA cannot be written to " + place + ": " + e, e);
        }
        return new ClusterCa(place, cluster, new CertificateMaker.Signer(certificate, keys.getPrivate()), maker);
    }

    private static void requireEmpty(Path directory) throws PkiException, IOException {
        if (!Files.isDirectory(directory)) {
            throw new PkiException(directory + " is a file: name a folder that is not there yet");
        }
        try (Stream<Path> files = Files.list(directory)) {
            List<String> names = files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
            if (names.contains(CERTIFICATE) || names.contains(KEY)) {
                throw new PkiException(
                        directory + " holds a CA already, which is not overwritten: every certificate that it"
                                + " issued would be worth nothing. Name another folder, or issue from this one");
            }
            if (!names.isEmpty()) {
                throw new PkiException(directory + " is not empty: a CA gets a folder of its own");
            }
        }
    }

    /**
     * Opens the CA in a folder.
     *
     * @param directory that {@link #init} made
     * @param maker of keys and certificates
     * @return the CA
     * @throws PkiException if there is none, if it is damaged or open to others, or if it has ended
     */
    public static ClusterCa open(Path directory, CertificateMaker maker) throws PkiException {
        Path file = directory.resolve(CERTIFICATE);
        if (!Files.exists(file)) {
            throw new PkiException(
                    directory + " holds no CA (" + file + " is not there): directorate pki init --dir " + directory);
        }
        List<X509Certificate> certificates = Certificates.read(file);
        if (certificates.size() != 1) {
            throw new PkiException(file + " holds " + certificates.size() + " certificates, must hold the CA's alone");
        }
        X509Certificate certificate = certificates.get(0);
        String cluster = CertificateRules.requireAuthority(file.toString(), certificate);
        CertificateRules.requireDates(file + ": " + Certificates.describe(certificate), certificate, maker.now());
        PrivateKey key = PrivateKeys.read(directory.resolve(KEY), file, certificate.getPublicKey());
        return new ClusterCa(directory, cluster, new CertificateMaker.Signer(certificate, key), maker);
    }

    /**
     * Returns the file of its certificate.
     *
     * @return what every director gets a copy of
     */
    public Path certificateFile() {
        return directory.resolve(CERTIFICATE);
    }

    /**
     * Returns the file of its private key.
     *
     * @return what no director gets
     */
    public Path keyFile() {
        return directory.resolve(KEY);
    }

    /**
     * Returns the cluster's name.
     *
     * @return as its certificate has it
     */
    public String cluster() {
        return cluster;
    }

    /**
     * Returns the CA's certificate.
     *
     * @return what every director trusts
     */
    public X509Certificate certificate() {
        return signer.certificate();
    }

    /**
     * Issues a key and a certificate for a director. If it has an identity in that place, this is a renewal: the new one takes the link
     * {@code current} in one step, the old one stays beside it.
     *
     * @param order what to issue
     * @return what was written
     * @throws PkiException if the place is another director's, or cannot be written
     * @throws InvalidValueException for a wrong name, address or number of days
     */
    public IssuedIdentity issue(IdentityOrder order) throws PkiException {
        DirectorId id = new DirectorId(cluster, order.director());
        IdentityFolder folder = new IdentityFolder(
                order.out().orElse(directory.resolve("directors").resolve(id.director())));
        PreviousIdentity previous = folder.previous(id);
        List<SubjectAddress> addresses = order.addresses().isEmpty() ? previous.addresses() : order.addresses();
        KeyPair keys = maker.newKeyPair();
        X509Certificate certificate = maker.director(signer, id, addresses, keys.getPublic(), validity(order));
        Path place = folder.put(
                new IdentityFolder.Content(
                        certificate,
                        keys.getPrivate(),
                        signer.certificate(),
                        ClusterKeyFile.ofAuthority(directory, maker)),
                maker);
        return new IssuedIdentity(id, certificate, place, folder.current(), previous);
    }

    private Validity validity(IdentityOrder order) {
        Instant end = Certificates.notAfter(signer.certificate());
        Validity validity = Validity.ofDays(maker.now(), order.days().orElse(DEFAULT_DIRECTOR_DAYS));
        if (order.days().isPresent() && validity.notAfter().isAfter(end)) {
            throw new InvalidValueException(
                    "days",
                    "days is " + order.days().getAsInt() + ", but the CA itself ends at " + end + ", in "
                            + NodeIdentity.daysBetween(maker.now(), end) + " days");
        }
        return validity.within(Certificates.notBefore(signer.certificate()), end);
    }
}
