package dev.sluice.api;

import java.util.List;
import java.util.Map;

/**
 * A request whose form is right.
 *
 * @param method the method
 * @param path the parts of the path between the slashes, decoded
 * @param parameters of the query string, each once, decoded
 * @param body the body; empty if there is none
 * @param isJson whether the body says that it is JSON
 */
record ApiRequest(String method, List<String> path, Map<String, String> parameters, byte[] body, boolean isJson) {
    ApiRequest {
        path = List.copyOf(path);
        parameters = Map.copyOf(parameters);
    }
}
