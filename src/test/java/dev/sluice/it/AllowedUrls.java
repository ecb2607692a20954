package dev.sluice.it;

/** Lets Kafka's clients of this JVM ask certain OAuth servers, as a property of the JVM has to, until it is closed. */
public final class AllowedUrls implements AutoCloseable {
    private static final String PROPERTY = "org.apache.kafka.sasl.oauthbearer.allowed.urls";

    private final String before = System.getProperty(PROPERTY);

    /**
     * Allows.
     *
     * @param urls the URLs, whole
     */
    public AllowedUrls(String... urls) {
        System.setProperty(PROPERTY, String.join(",", urls));
    }

    @Override
    public void close() {
        if (before == null) {
            System.clearProperty(PROPERTY);
        } else {
            System.setProperty(PROPERTY, before);
        }
    }
}
