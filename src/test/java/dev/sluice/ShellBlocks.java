package dev.sluice;

import java.util.ArrayList;
import java.util.List;

/** Reads shell commands out of Markdown: fenced blocks that begin with {@code ```sh tested}. */
final class ShellBlocks {
    private static final String FENCE = "```";
    private static final String MARK = "sh tested";

    private ShellBlocks() {}

    /** The commands in all marked blocks, in order, each split into words as a shell does. */
    static List<List<String>> commands(String markdown) {
        List<List<String>> commands = new ArrayList<>();
        StringBuilder block = null;
        for (String line : markdown.lines().toList()) {
            boolean fence = line.startsWith(FENCE);
            if (block == null && fence && line.substring(FENCE.length()).strip().equals(MARK)) {
                block = new StringBuilder();
            } else if (block != null && fence) {
                commands.addAll(new Splitter(block.toString()).split());
                block = null;
            } else if (block != null) {
                block.append(line).append('\n');
            }
        }
        if (block != null) {
            throw new IllegalArgumentException("A block has no end: " + block);
        }
        return commands;
    }

    /** As much of a shell's grammar as documentation needs: quotes, escapes, comments and what ends a command. */
    private static final class Splitter {
        private final String text;
        private final List<List<String>> commands = new ArrayList<>();
        private List<String> words = new ArrayList<>();
        private StringBuilder word;
        private int at;

        Splitter(String text) {
            this.text = text;
        }

        List<List<String>> split() {
            while (at < text.length()) {
                char c = text.charAt(at++);
                switch (c) {
                    case '\\' -> escape();
                    case '\'', '"' -> quoted(c);
                    case ' ', '\t' -> endWord();
                    case '\n', ';', '|', '&' -> endCommand();
                    case '#' -> {
                        if (word == null) {
                            skipLine();
                        } else {
                            append(c);
                        }
                    }
                    default -> append(c);
                }
            }
            endCommand();
            return commands;
        }

        private void escape() {
            if (at < text.length() && text.charAt(at++) != '\n') {
                append(text.charAt(at - 1));
            }
        }

        private void quoted(char quote) {
            int end = text.indexOf(quote, at);
            if (end < 0) {
                throw new IllegalArgumentException("A quote has no end: " + text.substring(at - 1));
            }
            if (word == null) {
                word = new StringBuilder();
            }
            word.append(text, at, end);
            at = end + 1;
        }

        private void skipLine() {
            int end = text.indexOf('\n', at);
            at = end < 0 ? text.length() : end;
        }

        private void append(char c) {
            if (word == null) {
                word = new StringBuilder();
            }
            word.append(c);
        }

        private void endWord() {
            if (word != null) {
                words.add(word.toString());
                word = null;
            }
        }

        /** What a redirection names is a file and no argument. */
        private void endCommand() {
            endWord();
            int redirection = 0;
            while (redirection < words.size() && !words.get(redirection).matches("\\d?[<>]{1,2}.*")) {
                redirection++;
            }
            if (redirection > 0) {
                commands.add(List.copyOf(words.subList(0, redirection)));
            }
            words = new ArrayList<>();
        }
    }
}
