package dev.sluice.domain.provisioning;

import dev.sluice.event.ScimRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Commands as SCIM 2.0 requests (RFC 7644 sections 3.3, 3.5.2 and 3.6): deltas, never full sets. */
public final class Scim {
    private static final String PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

    private static final String USER = "urn:ietf:params:scim:schemas:core:2.0:User";

    private static final String GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";

    private static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    /** The paths of the attributes that a user has, by their names in the schema (RFC 7643 sections 4.1 and 4.3). */
    public static final Map<String, String> ATTRIBUTES = Map.ofEntries(
            Map.entry("userName", "userName"),
            Map.entry("displayName", "displayName"),
            Map.entry("title", "title"),
            Map.entry("givenName", "name.givenName"),
            Map.entry("familyName", "name.familyName"),
            Map.entry("email", "emails[type eq \"work\"].value"),
            Map.entry("department", ENTERPRISE + ":department"),
            Map.entry("costCentre", ENTERPRISE + ":costCenter"),
            Map.entry("businessUnit", ENTERPRISE + ":division"),
            Map.entry("managerId", ENTERPRISE + ":manager"));

    private Scim() {}

    /**
     * Creates a user (RFC 7643 sections 4.1 and 4.3). The identity is the externalId, by which the account is found again.
     *
     * @param identityId the identity; also the userName where HR tells none
     * @param attributes what HR tells of it, by attribute
     * @return the request; the body has personal data
     */
    public static ScimRequest create(String identityId, Map<String, String> attributes) {
        return new ScimRequest("POST", "/Users", user(identityId, identityId, attributes));
    }

    /**
     * Replaces a user (RFC 7644 section 3.5.1), for targets that can't change a part of one.
     *
     * @param identityId the identity
     * @param account the account's name; also the userName where HR tells none
     * @param attributes what HR tells of it, by attribute
     * @return the request; the body has personal data
     */
    public static ScimRequest put(String identityId, String account, Map<String, String> attributes) {
        return at("PUT", "/Users/", account, user(identityId, account, attributes));
    }

    /**
     * Changes attributes of a user (RFC 7644 section 3.5.2).
     *
     * @param account the account's name; the userName where HR tells none any more
     * @param changes the attributes, of {@link #ATTRIBUTES}; null for one that has no value any more
     * @param hadNone the attributes that had no value before: an address that is not there can't be replaced (section 3.5.2.3)
     * @return the request; the body has personal data
     */
    public static ScimRequest patch(String account, SortedMap<String, String> changes, Set<String> hadNone) {
        StringJoiner operations = new StringJoiner(",");
        changes.forEach((attribute, value) -> {
            String path = quoted(ATTRIBUTES.get(attribute));
            String kept = value == null && attribute.equals("userName") ? account : value;
            if (kept != null && attribute.equals("email") && hadNone.contains(attribute)) {
                operations.add("{\"op\":\"add\",\"path\":\"emails\",\"value\":[{\"value\":" + quoted(kept)
                        + ",\"type\":\"work\",\"primary\":true}]}");
            } else if (kept == null && attribute.equals("email")) {
                // All of it: without its value it would stay, and the next address would be a second one (section
                // 3.5.2.2).
                operations.add("{\"op\":\"remove\",\"path\":" + quoted("emails[type eq \"work\"]") + "}");
            } else if (kept == null) {
                operations.add("{\"op\":\"remove\",\"path\":" + path + "}");
            } else {
                String text = attribute.equals("managerId") ? "{\"value\":" + quoted(kept) + "}" : quoted(kept);
                operations.add("{\"op\":\"replace\",\"path\":" + path + ",\"value\":" + text + "}");
            }
        });
        return at(
                "PATCH",
                "/Users/",
                account,
                "{\"schemas\":[\"" + PATCH_OP + "\"],\"Operations\":[" + operations + "]}");
    }

    private static String user(String identityId, String userName, Map<String, String> attributes) {
        StringBuilder body = new StringBuilder("{\"schemas\":[\"")
                .append(USER)
                .append("\",\"")
                .append(ENTERPRISE)
                .append("\"],\"externalId\":")
                .append(quoted(identityId))
                .append(",\"userName\":")
                .append(quoted(attributes.getOrDefault("userName", userName)))
                .append(",\"active\":true");
        append(body, "displayName", attributes.get("displayName"));
        append(body, "title", attributes.get("title"));
        appendObject(body, "name", members(attributes, Map.of("givenName", "givenName", "familyName", "familyName")));
        if (attributes.containsKey("email")) {
            body.append(",\"emails\":[{\"value\":")
                    .append(quoted(attributes.get("email")))
                    .append(",\"type\":\"work\",\"primary\":true}]");
        }
        StringBuilder enterprise = members(
                attributes, Map.of("department", "department", "costCentre", "costCenter", "businessUnit", "division"));
        if (attributes.containsKey("managerId")) {
            enterprise
                    .append(",\"manager\":{\"value\":")
                    .append(quoted(attributes.get("managerId")))
                    .append('}');
        }
        appendObject(body, ENTERPRISE, enterprise);
        return body.append('}').toString();
    }

    private static StringBuilder members(Map<String, String> attributes, Map<String, String> names) {
        StringBuilder members = new StringBuilder();
        new TreeMap<>(names).forEach((attribute, member) -> append(members, member, attributes.get(attribute)));
        return members;
    }

    private static void append(StringBuilder body, String member, String value) {
        if (value != null) {
            body.append(",\"").append(member).append("\":").append(quoted(value));
        }
    }

    /** Each member comes with a comma before it; the first one's is left out. */
    private static void appendObject(StringBuilder body, String member, StringBuilder members) {
        if (members.length() > 0) {
            body.append(",\"")
                    .append(member)
                    .append("\":{")
                    .append(members.substring(1))
                    .append('}');
        }
    }

    /**
     * Enables a user.
     *
     * @param account the account's name
     * @return the request
     */
    public static ScimRequest enable(String account) {
        return active(account, true);
    }

    /**
     * Disables a user.
     *
     * @param account the account's name
     * @return the request
     */
    public static ScimRequest disable(String account) {
        return active(account, false);
    }

    private static ScimRequest active(String account, boolean value) {
        return at(
                "PATCH",
                "/Users/",
                account,
                "{\"schemas\":[\"" + PATCH_OP + "\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"active\",\"value\":"
                        + value + "}]}");
    }

    /**
     * Deletes a user (RFC 7644 section 3.6).
     *
     * @param account the account's name
     * @return the request, without a body
     */
    public static ScimRequest delete(String account) {
        return at("DELETE", "/Users/", account, null);
    }

    /**
     * Creates a group (RFC 7643 section 4.2), without members: these are added one by one. Its name is the externalId, by which it is found
     * again.
     *
     * @param name the group's name
     * @param displayName how it is shown
     * @return the request
     */
    public static ScimRequest createGroup(String name, String displayName) {
        return new ScimRequest(
                "POST",
                "/Groups",
                "{\"schemas\":[\"" + GROUP + "\"],\"externalId\":" + quoted(name) + ",\"displayName\":"
                        + quoted(displayName) + "}");
    }

    /**
     * Shows a group under another name.
     *
     * @param name the group's name, which stays
     * @param displayName how it is to be shown
     * @return the request
     */
    public static ScimRequest renameGroup(String name, String displayName) {
        return at(
                "PATCH",
                "/Groups/",
                name,
                "{\"schemas\":[\"" + PATCH_OP
                        + "\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"displayName\",\"value\":"
                        + quoted(displayName) + "}]}");
    }

    /**
     * Adds a user to a group.
     *
     * @param entitlement the group's name
     * @param account the account's name
     * @return the request
     */
    public static ScimRequest addMember(String entitlement, String account) {
        return at(
                "PATCH",
                "/Groups/",
                entitlement,
                "{\"schemas\":[\"" + PATCH_OP
                        + "\"],\"Operations\":[{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":"
                        + quoted(account) + "}]}]}");
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
        return at(
                "PATCH",
                "/Groups/",
                entitlement,
                "{\"schemas\":[\"" + PATCH_OP + "\"],\"Operations\":[{\"op\":\"remove\",\"path\":" + quoted(filter)
                        + "}]}");
    }

    /** Nothing but dots would lead to another resource (RFC 3986, 5.2.4). */
    /** A request to what bears a name; null for one that every client on the way would take for a place of the path. */
    private static ScimRequest at(String method, String collection, String name, String body) {
        boolean isPlace = name.equals(".") || name.equals("..");
        return isPlace ? null : new ScimRequest(method, collection + segment(name), body);
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
