package dev.sluice.strimzi;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32;

/** Names that Kubernetes takes: lower-case letters, digits, hyphens and dots, beginning and ending with a letter or digit. */
final class ResourceNames {
    private static final int MOST = 253;
    private static final int SUFFIX = 9;

    private ResourceNames() {}

    /**
     * The name itself where it can be taken, else the nearest that can, made different from others by a checksum.
     *
     * @param name any name
     * @return a name for {@code metadata.name}
     */
    static String of(String name) {
        String taken = name.toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9.-]", "-")
                .replaceAll("[.-]*\\.[.-]*", ".")
                .replaceAll("^[.-]+|[.-]+$", "");
        if (taken.equals(name) && taken.length() <= MOST) {
            return taken;
        }
        CRC32 checksum = new CRC32();
        checksum.update(name.getBytes(StandardCharsets.UTF_8));
        String start = taken.isEmpty() ? "n" : taken.substring(0, Math.min(taken.length(), MOST - SUFFIX));
        return start.replaceAll("[.-]+$", "") + "-" + String.format(Locale.ROOT, "%08x", checksum.getValue());
    }
}
