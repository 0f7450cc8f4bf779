package dev.examhall.cacheclient;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.EvaluationException;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.SimpleEvaluationContext;

/** SpEL over a method's parameters, checked when it is read. */
final class KeyExpression {

  static final String RESULT = "result";

  private static final SpelExpressionParser PARSER = new SpelExpressionParser();
  private static final Pattern ONE_PARAMETER = Pattern.compile("#(\\w+)");

  private final Expression expression;
  private final List<String> names;
  private final int parameter;

  private KeyExpression(Expression expression, List<String> names, int parameter) {
    this.expression = expression;
    this.names = names;
    this.parameter = parameter;
  }

  /**
   * Reads an expression.
   *
   * @param result whether it may name the method's result
   */
  static KeyExpression parse(Method method, String attribute, String text, boolean result) {
    List<String> names = parameterNames(method);
    SpelExpression expression;
    try {
      expression = PARSER.parseRaw(text);
    } catch (ParseException e) {
      throw new InvalidCacheAnnotationException(
          method, "%s = \"%s\" is no SpEL: %s".formatted(attribute, text, e.getMessage()), e);
    }
    checkVariables(method, attribute, text, expression.getAST(), names, result);
    Matcher one = ONE_PARAMETER.matcher(text);
    return new KeyExpression(expression, names, one.matches() ? names.indexOf(one.group(1)) : -1);
  }

  /** The value for these arguments. */
  @Nullable Object value(@Nullable Object[] arguments, @Nullable Object result)
      throws EvaluationException {
    if (parameter >= 0) {
      return arguments[parameter];
    }
    EvaluationContext context =
        SimpleEvaluationContext.forReadOnlyDataBinding().withInstanceMethods().build();
    for (int i = 0; i < names.size(); i++) {
      context.setVariable(names.get(i), arguments[i]);
    }
    context.setVariable(RESULT, result);
    return expression.getValue(context);
  }

  static List<String> parameterNames(Method method) {
    @Nullable String @Nullable [] names =
        new DefaultParameterNameDiscoverer().getParameterNames(method);
    if (names == null) {
      throw new InvalidCacheAnnotationException(
          method, "has no parameter names; compile with -parameters", null);
    }
    List<String> all = new ArrayList<>();
    for (String name : names) {
      all.add(String.valueOf(name));
    }
    return List.copyOf(all);
  }

  private static void checkVariables(
      Method method,
      String attribute,
      String text,
      SpelNode node,
      List<String> names,
      boolean result) {
    if (node instanceof VariableReference variable) {
      String name = variable.toStringAST().substring(1);
      boolean known =
          names.contains(name)
              || (result && name.equals(RESULT))
              || name.equals("this")
              || name.equals("root");
      if (!known) {
        throw new InvalidCacheAnnotationException(
            method,
            "%s = \"%s\" names #%s; the method has %s".formatted(attribute, text, name, names),
            null);
      }
    }
    for (int i = 0; i < node.getChildCount(); i++) {
      checkVariables(method, attribute, text, node.getChild(i), names, result);
    }
  }
}
