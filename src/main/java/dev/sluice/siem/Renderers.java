package dev.sluice.siem;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;

/** Makes renderers. Immutable; what it makes is for one thread at a time. */
public final class Renderers {
    private final RenderOptions options;
    private final Meanings meanings;

    /**
     * Renderers that share a mapping.
     *
     * @param options what they have to be told
     * @param meanings the mapping
     */
    public Renderers(RenderOptions options, Meanings meanings) {
        this.options = options;
        this.meanings = meanings;
    }

    /**
     * A renderer.
     *
     * @param format what it is to write
     * @return a new one
     */
    public Renderer of(Format format) {
        return switch (format) {
            case OCSF -> new OcsfRenderer(options, meanings);
            case JSON -> new JsonRenderer();
            case CEF -> new CefRenderer(options, meanings);
            case LEEF -> new LeefRenderer(options, meanings);
            case SYSLOG -> new SyslogRenderer(options, meanings);
            case WINEVENT -> new WinEventRenderer(options, meanings);
        };
    }

    /**
     * Renderers of several formats.
     *
     * @param formats which ones, each once however often it is named
     * @return new ones, in the order of {@link Format}
     */
    public List<Renderer> of(Collection<Format> formats) {
        return formats.isEmpty()
                ? List.of()
                : EnumSet.copyOf(formats).stream().map(this::of).toList();
    }
}
