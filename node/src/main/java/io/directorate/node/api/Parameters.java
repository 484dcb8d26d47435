package io.directorate.node.api;

import io.vertx.ext.web.RoutingContext;

/** Query parameters and headers, checked. */
final class Parameters {
    private Parameters() {}

    static long number(RoutingContext context, String name, long otherwise, long lowest, long highest) {
        String text = context.request().getParam(name);
        return text == null ? otherwise : number(name, text, lowest, highest);
    }

    static long number(String name, String text, long lowest, long highest) {
        boolean digits = text.length() <= 18 && !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        long value = digits ? Long.parseLong(text) : -1;
        check(
                digits && value >= lowest && value <= highest,
                name,
                "is '" + text + "', must be a number of at least " + lowest
                        + (highest == Long.MAX_VALUE ? "" : " and at most " + highest));
        return value;
    }

    static void check(boolean condition, String name, String message) {
        if (!condition) {
            throw new ProblemException(Problem.badRequest(name, name + " " + message));
        }
    }
}
