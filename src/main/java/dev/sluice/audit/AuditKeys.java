package dev.sluice.audit;

import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.Validation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Record keys as the audit may repeat them. An identityId is a pseudonym, and the key of an account, a unit or a group says what the contract says;
 * any other key may be a name or an address that a producer should not have sent, and is named by its digest. Whoever has
 * the dead letter can find the audit of it; whoever has the audit only can't tell who was meant.
 */
public final class AuditKeys {
    private static final String DIGEST = "key:";
    private static final int DIGITS = 32;
    private static final Pattern FORM = Pattern.compile(DIGEST + "[0-9a-f]{" + DIGITS + "}");

    /** What a source is called, such as workday-prod; anybody may write a key that begins like that of a source. */
    private static final Pattern SOURCE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    private AuditKeys() {}

    /**
     * The form of a record key.
     *
     * @param key the bytes, may be null
     * @return the key itself, or {@code key:} and the first 32 hexadecimal digits of its SHA-256; empty for no key
     */
    public static String of(byte[] key) {
        if (key == null) {
            return "";
        }
        String text = new String(key, StandardCharsets.UTF_8);
        boolean readable = Arrays.equals(text.getBytes(StandardCharsets.UTF_8), key);
        return readable && isReadable(text) ? text : digest(key);
    }

    private static String digest(byte[] key) {
        return DIGEST + Sha256.hex(key).substring(0, DIGITS);
    }

    /**
     * The form of a key that tells nobody's name: logs hold no other, nor does what is derived while details are sealed. An identityId
     * counts as a pseudonym, and a source is nobody.
     *
     * @param key the key of a subject, in any form
     * @return the key itself if it is an identityId, that of a source of which the name has at most 128 letters, digits, dots, dashes and
     *     underscores, or such a form already; else {@code key:} and the first 32 hexadecimal digits of the SHA-256 of its UTF-8 bytes
     */
    public static String pseudonym(String key) {
        boolean tellsNobody = Validation.isIdentityId(key)
                || SubjectKeys.isFeed(key)
                        && SOURCE.matcher(SubjectKeys.sourceOf(key)).matches()
                || FORM.matcher(key).matches();
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        boolean isText = !hasSurrogate(key) || new String(bytes, StandardCharsets.UTF_8).equals(key);
        return tellsNobody && isText ? key : digest(bytes);
    }

    /**
     * Whether a record key tells nobody's name, so that it is its own {@link #pseudonym}.
     *
     * @param key the bytes
     * @return false also of what is no text
     */
    public static boolean isPseudonym(byte[] key) {
        String text = new String(key, StandardCharsets.UTF_8);
        return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), key) && text.equals(pseudonym(text));
    }

    /**
     * The form of a subject's key.
     *
     * @param key the text
     * @return as {@link #of(byte[])} of its UTF-8 bytes
     */
    public static String of(String key) {
        // The text of half a pair of surrogates is not that of its bytes; any other comes back as it is.
        return isReadable(key) && !hasSurrogate(key) ? key : of(key.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isReadable(String key) {
        return Validation.isSubjectKey(key) || Validation.isGroupKey(key) || Validation.isUnitKey(key);
    }

    private static boolean hasSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }
}
