package dev.sluice.domain.provisioning;

import dev.sluice.event.ScimRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Commands as SCIM 2.0 requests (RFC 7644 section 3.5.2): deltas, never full sets. */
public final class Scim {
    private static final String PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

    private Scim() {}

    /**
     * Disables a user.
     *
     * @param account the account's name
     * @return the request
     */
    public static ScimRequest disable(String account) {
        return new ScimRequest(
                "PATCH",
                "/Users/" + segment(account),
                "{\"schemas\":[\"" + PATCH_OP
                        + "\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"active\",\"value\":false}]}");
    }

    /**
     * Removes a user from a group.
     *
     * @param entitlement the group's name
     * @param account the account's name
     * @return the request
     */
    public static ScimRequest removeMember(String entitlement, String account) {
        String filter = "members[value eq " + quoted(account) + "]";
        return new ScimRequest(
                "PATCH",
                "/Groups/" + segment(entitlement),
                "{\"schemas\":[\"" + PATCH_OP + "\"],\"Operations\":[{\"op\":\"remove\",\"path\":" + quoted(filter)
                        + "}]}");
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20 || Character.isSurrogate(c)) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
