package dev.sluice.relay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A secret, given or in a file that may be replaced while the relay runs. Never shown by {@link #toString}. */
final class Secret {
    /** No secret. */
    static final Secret NONE = new Secret("", null);

    private static final int MOST_BYTES = 64 << 10;

    private final String value;
    private final Path file;

    private Secret(String value, Path file) {
        this.value = value;
        this.file = file;
    }

    static Secret of(String value) {
        return new Secret(value.trim(), null);
    }

    static Secret inFile(Path file) {
        return new Secret(null, file);
    }

    /** Whether there is none. */
    boolean isNone() {
        return file == null && value.isEmpty();
    }

    /**
     * The secret as it is now, without surrounding blanks.
     *
     * @throws Unusable if the file can't be read or is empty
     */
    String read() throws Unusable {
        String secret = file == null ? value : readFile();
        if (!secret.chars().allMatch(c -> c >= ' ' && c < 127)) {
            // Said here, because the HTTP client would say it with the secret in its message.
            throw new Unusable(
                    "The secret" + (file == null ? "" : " in " + file)
                            + " has a line break or a character that is not ASCII; write it on one line.",
                    null);
        }
        return secret;
    }

    private String readFile() throws Unusable {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new Unusable("The file " + file + " is too large to hold a secret; name another one.", null);
            }
            String text = Files.readString(file, StandardCharsets.UTF_8).trim();
            if (text.isEmpty()) {
                throw new Unusable("The file " + file + " is empty; put the secret in it.", null);
            }
            return text;
        } catch (IOException e) {
            throw new Unusable("The file " + file + " with the secret can't be read; check its path and rights.", e);
        }
    }

    @Override
    public String toString() {
        return "[hidden]";
    }
}
