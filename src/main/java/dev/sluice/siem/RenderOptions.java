package dev.sluice.siem;

/**
 * What renderers have to be told.
 *
 * @param hostname what a SIEM is to know the sender by: 1 to 255 characters of printable US-ASCII (RFC 5424, HOSTNAME), and
 *     of these the first 100 in CEF
 * @param enterpriseNumber the private enterprise number in the names of syslog's structured data (RFC 5424, 7.2.2)
 * @param ocsf the version of the OCSF schema
 */
public record RenderOptions(String hostname, int enterpriseNumber, OcsfVersion ocsf) {
    /** Vendor, in every format. */
    public static final String VENDOR = "Sluice";

    /** Product, in every format. */
    public static final String PRODUCT = "Audit";

    /** The product's version, in every format. */
    public static final String PRODUCT_VERSION = "0.1";

    /** The number that RFC 5612 sets aside for documentation. */
    public static final int EXAMPLE_ENTERPRISE = 32_473;

    private static final int MAX_HOSTNAME = 255;

    /** Refuses what would break a syslog header. */
    public RenderOptions {
        boolean printable = hostname.chars().allMatch(c -> c > ' ' && c < 0x7f);
        if (hostname.isEmpty() || hostname.length() > MAX_HOSTNAME || !printable) {
            throw new IllegalArgumentException("The host name `" + hostname
                    + "` needs 1 to 255 printable US-ASCII characters without a space (RFC 5424).");
        }
        if (enterpriseNumber <= 0) {
            throw new IllegalArgumentException(
                    "The enterprise number " + enterpriseNumber + " is none; IANA gives positive ones.");
        }
    }

    /**
     * The options that hold if nothing is said.
     *
     * @param hostname what a SIEM is to know the sender by
     * @return the options
     */
    public static RenderOptions defaults(String hostname) {
        return new RenderOptions(hostname, EXAMPLE_ENTERPRISE, OcsfVersion.V1_8_0);
    }
}
