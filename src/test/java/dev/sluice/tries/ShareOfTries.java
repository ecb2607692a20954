package dev.sluice.tries;

import java.util.List;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AroundTryHook;
import net.jqwik.api.lifecycle.Lifespan;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.Store;
import net.jqwik.api.lifecycle.TryExecutionResult;
import net.jqwik.api.lifecycle.TryExecutor;
import net.jqwik.api.lifecycle.TryLifecycleContext;

/**
 * Ends each property after a tenth of the tries that it names, with other values in each run: what is wrong often is found every day. All of
 * the tries are made where {@code sluice.tries} is {@code all}, as in the profile {@code oracle}.
 */
public final class ShareOfTries implements AroundTryHook {
    /** No property gets by with fewer, if it names as many. */
    static final int LEAST = 10;

    private static final int SHARE = 10;

    /**
     * How many tries a property makes in this run.
     *
     * @param named the tries that it names, positive
     * @return as many or fewer, positive
     */
    static int of(int named) {
        boolean all = "all".equals(System.getProperty("sluice.tries"));
        return all ? named : Math.min(named, Math.max(LEAST, named / SHARE));
    }

    @Override
    public TryExecutionResult aroundTry(TryLifecycleContext context, TryExecutor aTry, List<Object> parameters) {
        TryExecutionResult result = aTry.execute(parameters);
        Property property = context.findAnnotation(Property.class).orElse(null);
        if (property == null
                || property.tries() == Property.TRIES_NOT_SET
                || context.findAnnotation(EveryTry.class).isPresent()) {
            return result;
        }
        Store<Integer> made = Store.getOrCreate(ShareOfTries.class, Lifespan.PROPERTY, () -> 0);
        made.update(before -> before + 1);
        boolean enough = result.isSatisfied() && made.get() >= of(property.tries());
        return enough ? TryExecutionResult.satisfied(true).withFootnotes(result.footnotes()) : result;
    }

    @Override
    public PropagationMode propagateTo() {
        return PropagationMode.ALL_DESCENDANTS;
    }
}
