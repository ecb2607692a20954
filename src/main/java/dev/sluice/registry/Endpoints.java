package dev.sluice.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.config.ConfigException;

/**
 * Where the registry is.
 *
 * @param urls base URLs without credentials and without a trailing slash; empty for an in-memory registry
 * @param mockScope the scope of {@code mock://scope}; null for a real registry
 * @param userInfo credentials found in the URLs ({@code user:password}); null if none. Secret
 */
record Endpoints(List<String> urls, String mockScope, String userInfo) {

    private static final String MOCK = "mock://";

    static Endpoints parse(List<String> entries) {
        if (entries.isEmpty()) {
            throw new ConfigException("Missing " + RegistryKeys.URL
                    + ": give the registry's URL, for example http://localhost:8081, or mock://scope for a test.");
        }
        if (entries.stream().anyMatch(entry -> entry.startsWith(MOCK))) {
            if (entries.size() > 1) {
                throw new ConfigException(RegistryKeys.URL + ": a mock:// registry stands alone in the list.");
            }
            return new Endpoints(List.of(), entries.get(0).substring(MOCK.length()), null);
        }
        List<String> urls = new ArrayList<>();
        String userInfo = null;
        for (String entry : entries) {
            URI uri = parse(entry);
            userInfo = userInfo == null ? uri.getUserInfo() : userInfo;
            urls.add(withoutCredentials(uri));
        }
        return new Endpoints(List.copyOf(urls), null, userInfo);
    }

    private static URI parse(String entry) {
        try {
            URI uri = new URI(entry);
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (http && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // The message below says the same without repeating the entry, which may hold a password.
        }
        throw new ConfigException(RegistryKeys.URL
                + ": an entry is not an http or https URL; expected for example http://localhost:8081.");
    }

    private static String withoutCredentials(URI uri) {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
        return uri.getScheme().toLowerCase(Locale.ROOT) + "://" + uri.getHost() + port + path;
    }
}
