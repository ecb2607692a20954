package dev.sluice.siem;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The versions of the OCSF schema that can be written. What a version changes is in the class that writes it
 * ({@link Ocsf18}) and in the column {@code ocsf} of the mapping.
 */
public enum OcsfVersion {
    /** Released on 2026-03-18. */
    V1_8_0("1.8.0");

    private final String number;

    OcsfVersion(String number) {
        this.number = number;
    }

    /**
     * What stands in {@code metadata.version}.
     *
     * @return the number
     */
    public String number() {
        return number;
    }

    /**
     * The version of a number.
     *
     * @param number for example {@code 1.8.0}
     * @return the version
     * @throws IllegalArgumentException if it can't be written; the message says which can
     */
    public static OcsfVersion of(String number) {
        return Arrays.stream(values())
                .filter(version -> version.number.equals(number.strip()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("OCSF " + number.strip() + " can't be written; "
                        + Arrays.stream(values()).map(OcsfVersion::number).collect(Collectors.joining(", "))
                        + " can. Versions differ in classes and required attributes, not only in the number."));
    }
}
