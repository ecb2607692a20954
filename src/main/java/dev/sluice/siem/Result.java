package dev.sluice.siem;

/** How what a record tells of went. */
public enum Result {
    /** It was done. */
    SUCCESS("success"),
    /** It was tried. */
    FAILURE("failure"),
    /** It is nothing that succeeds or fails, as a finding. */
    NONE(null);

    private final String word;

    Result(String word) {
        this.word = word;
    }

    /**
     * CEF's word for it.
     *
     * @return the word; null for {@link #NONE}
     */
    public String word() {
        return word;
    }
}
