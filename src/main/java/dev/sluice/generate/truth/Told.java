package dev.sluice.generate.truth;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What had been told of one identity, of one kind of fact, until the next was told. The same is asked of it again and again: by each rule,
 * and at each instant at which anything may change. Each question is answered from all of it, once.
 *
 * @param <F> the kind of fact
 */
final class Told<F extends Fact> {
    private record Question(String what, Object about) {}

    private final List<F> facts;
    private final Map<Question, Object> answers = new HashMap<>();

    Told(List<F> facts) {
        this.facts = facts;
    }

    /** In their order. */
    List<F> facts() {
        return facts;
    }

    /** The answer to a question, which depends on nothing but the facts and what it is about. */
    @SuppressWarnings("unchecked") // a question is always asked for the same kind of answer
    <A> A once(String what, Object about, Function<List<F>, A> answer) {
        Question question = new Question(what, about);
        Object found = answers.get(question);
        if (found == null) {
            found = answer.apply(facts);
            answers.put(question, found);
        }
        return (A) found;
    }
}
