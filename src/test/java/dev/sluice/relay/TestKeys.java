package dev.sluice.relay;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Keys and certificates that are made for a test. */
public final class TestKeys {
    /** The password of every store. */
    public static final String PASSWORD = "made-for-a-test";

    private TestKeys() {}

    /** A key store with one self-signed key, which also serves as the trust store of it. */
    public static Path selfSigned(Path directory, String name, String subjectAlternativeName) throws Exception {
        Path store = directory.resolve(name + ".p12");
        Path log = directory.resolve(name + ".keytool.log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=" + subjectAlternativeName,
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError("keytool made no key: " + Files.readString(log));
        }
        return store;
    }

    /** Has a store trust what another one holds. */
    public static void trust(Path store, Path other) throws Exception {
        KeyStore trusting = load(store);
        KeyStore trusted = load(other);
        for (String alias : Collections.list(trusted.aliases())) {
            trusting.setCertificateEntry("trusted-" + alias, trusted.getCertificate(alias));
        }
        try (OutputStream out = Files.newOutputStream(store)) {
            trusting.store(out, PASSWORD.toCharArray());
        }
    }

    /** A context with the key of one store and trust in another; either may be null. */
    public static SSLContext context(Path keys, Path trust) throws GeneralSecurityException, IOException {
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        if (keys != null) {
            own.init(load(keys), PASSWORD.toCharArray());
        }
        TrustManagerFactory others = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        if (trust != null) {
            others.init(load(trust));
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                keys == null ? null : own.getKeyManagers(), trust == null ? null : others.getTrustManagers(), null);
        return context;
    }

    private static KeyStore load(Path store) throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        // As a trust store the same file has to hold its certificate as trusted, which a key entry is not.
        for (String alias : Collections.list(keys.aliases())) {
            keys.setCertificateEntry("trusted-" + alias, keys.getCertificate(alias));
        }
        return keys;
    }

    /** The certificate of a store as a trust store of its own, for settings that name a file. */
    public static Path trustStore(Path directory, Path keys) throws GeneralSecurityException, IOException {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        KeyStore from = load(keys);
        for (String alias : Collections.list(from.aliases())) {
            trust.setCertificateEntry(alias, from.getCertificate(alias));
        }
        Path store = directory.resolve("trust-" + keys.getFileName());
        try (var out = Files.newOutputStream(store)) {
            trust.store(out, PASSWORD.toCharArray());
        }
        return store;
    }
}
