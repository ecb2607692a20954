package dev.sluice.relay;

import java.io.IOException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Sorts what sockets throw: what passes, and what somebody has to put right. */
final class NetworkFailures {
    /** What a peer says of a certificate (RFC 8446 section 6.2). */
    private static final Pattern ABOUT_OUR_CERTIFICATE = Pattern.compile(
            ".*fatal alert: (bad_certificate|certificate_\\w+|unsupported_certificate|unknown_ca|access_denied).*");

    private NetworkFailures() {}

    /**
     * The failure as the lane understands it.
     *
     * @param where the target, for the message
     * @param failure what a socket threw
     */
    static DeliveryFailure of(String where, IOException failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof UnknownHostException) {
                return unknownHost(where, failure);
            }
            if (at instanceof GeneralSecurityException || at instanceof SSLPeerUnverifiedException) {
                return new Unusable(
                        "The certificate of " + where + " is not accepted (" + at.getMessage()
                                + "); set " + RelayKeys.TLS_PREFIX + "truststore.location to a store that trusts it, or"
                                + " give the target a certificate with its host name.",
                        failure);
            }
            if (at.getMessage() != null
                    && ABOUT_OUR_CERTIFICATE.matcher(at.getMessage()).matches()) {
                return new Unusable(
                        where + " does not accept the relay's certificate (" + at.getMessage() + "); set "
                                + RelayKeys.TLS_PREFIX + "keystore.location to a key that it trusts.",
                        failure);
            }
        }
        String said = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return new Unavailable(where + " can't be reached (" + said + ").", failure);
    }

    static Unusable unknownHost(String host, Throwable failure) {
        return new Unusable("The host of " + host + " is not known; check its name and the name service.", failure);
    }
}
