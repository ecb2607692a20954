package dev.sluice.policy;

/**
 * Something wrong in a policy document.
 *
 * @param file the file's name
 * @param line the line, from 1
 * @param policy {@code <kind>/<id>}, as far as it is known
 * @param message what is wrong and what to do
 */
public record PolicyProblem(String file, int line, String policy, String message) {
    @Override
    public String toString() {
        return file + ":" + line + ": " + policy + ": " + message;
    }
}
