package dev.sluice.siem;

/** OCSF events as JSON, one a line. What differs from version to version is in the class of the version. */
final class OcsfRenderer extends TextRenderer {
    private final Ocsf18 version;

    OcsfRenderer(RenderOptions options, Meanings meanings) {
        super(meanings);
        version = switch (options.ocsf()) {
            case V1_8_0 -> new Ocsf18(options);
        };
    }

    @Override
    public Format format() {
        return Format.OCSF;
    }

    @Override
    void write(StringBuilder out, Facts facts) {
        version.write(new Json(out), facts);
    }
}
