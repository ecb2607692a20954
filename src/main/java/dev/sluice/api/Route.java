package dev.sluice.api;

import dev.sluice.event.ApiOperation;
import java.util.List;
import java.util.Set;

/**
 * Something that can be asked for.
 *
 * @param method the HTTP method
 * @param template the path, with names in braces for what differs
 * @param operation what it is
 * @param parameters the parameters of the query string that it takes
 */
record Route(String method, String template, ApiOperation operation, Set<String> parameters) {
    /** All that can be asked for. */
    static final List<Route> ALL = List.of(
            new Route("GET", "/v1/identities/{id}", ApiOperation.READ_IDENTITY, Set.of("at")),
            new Route(
                    "GET",
                    "/v1/entitlements/{entitlement}/holders",
                    ApiOperation.READ_HOLDERS,
                    Set.of("page", "limit")),
            new Route(
                    "GET",
                    "/v1/findings",
                    ApiOperation.LIST_FINDINGS,
                    Set.of("kind", "severity", "status", "identity", "system", "rule", "page", "limit")),
            new Route("GET", "/v1/findings/{id}", ApiOperation.READ_FINDING, Set.of("identity")),
            new Route(
                    "GET",
                    "/v1/commands",
                    ApiOperation.LIST_COMMANDS,
                    Set.of("progress", "action", "identity", "system", "page", "limit")),
            new Route("GET", "/v1/commands/{id}", ApiOperation.READ_COMMAND, Set.of("identity")),
            new Route("POST", "/v1/what-if/request", ApiOperation.TRY_REQUEST, Set.of()),
            new Route("GET", "/v1/policies", ApiOperation.READ_POLICIES, Set.of()),
            new Route("GET", "/v1/status", ApiOperation.READ_STATUS, Set.of()));

    /** The route of a path, or null. */
    static Route of(List<String> path) {
        return ALL.stream().filter(route -> route.fits(path)).findFirst().orElse(null);
    }

    private boolean fits(List<String> path) {
        String[] parts = template.substring(1).split("/");
        if (parts.length != path.size()) {
            return false;
        }
        for (int i = 0; i < parts.length; i++) {
            if (!parts[i].startsWith("{") && !parts[i].equals(path.get(i))) {
                return false;
            }
        }
        return true;
    }
}
