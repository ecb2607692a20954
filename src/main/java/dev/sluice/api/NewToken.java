package dev.sluice.api;

import dev.sluice.domain.Validation;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * A token that was just made, and the line by which it is known.
 *
 * @param token what the client shows; kept nowhere
 * @param line what is written into the file of tokens; shows nothing of the token
 */
public record NewToken(String token, String line) {
    private static final int BYTES = 32;

    /** By which a scanner of leaked secrets knows such tokens. */
    private static final String PREFIX = "sluice_";

    /**
     * Makes a token of 256 random bits.
     *
     * @param name the client's name, in the form of an identityId, without blanks
     * @param roles its roles
     * @param random gives the bits
     * @return the token with its line
     * @throws IllegalArgumentException if the name or a role can't be used
     */
    public static NewToken of(String name, List<String> roles, SecureRandom random) {
        if (!Validation.isIdentityId(name) || name.chars().anyMatch(Character::isWhitespace) || name.startsWith("#")) {
            throw new IllegalArgumentException(
                    "The name " + name + " has not the form of an identityId, or has a blank in it.");
        }
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("Name a role: " + Role.FORMS + ".");
        }
        if (roles.stream().map(Role::parse).anyMatch(role -> role.kind() == Role.Kind.PEER)) {
            throw new IllegalArgumentException("Instances share a secret of their own (" + ApiKeys.PEER_TOKEN_FILE
                    + ") or have certificates; no token has the role peer.");
        }
        byte[] bits = new byte[BYTES];
        random.nextBytes(bits);
        String token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
        String digest = HexFormat.of().formatHex(Clients.digest(token));
        return new NewToken(token, name + " " + String.join(",", roles) + " sha256:" + digest);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return line;
    }
}
