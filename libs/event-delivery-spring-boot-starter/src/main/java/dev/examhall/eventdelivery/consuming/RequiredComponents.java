package dev.examhall.eventdelivery.consuming;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Jackson fills what a body leaves out with null, whatever the record says about it. This finds
 * such components before a handler trips over them.
 */
final class RequiredComponents {

  private static final ClassValue<List<RecordComponent>> REQUIRED =
      new ClassValue<>() {
        @Override
        protected List<RecordComponent> computeValue(Class<?> type) {
          List<RecordComponent> required = new ArrayList<>();
          for (RecordComponent component : type.getRecordComponents()) {
            if (!component.getType().isPrimitive()
                && !component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
              component.getAccessor().setAccessible(true);
              required.add(component);
            }
          }
          return required;
        }
      };

  private static final ClassValue<List<RecordComponent>> NESTED =
      new ClassValue<>() {
        @Override
        protected List<RecordComponent> computeValue(Class<?> type) {
          List<RecordComponent> nested = new ArrayList<>();
          for (RecordComponent component : type.getRecordComponents()) {
            if (component.getType().isRecord()) {
              component.getAccessor().setAccessible(true);
              nested.add(component);
            }
          }
          return nested;
        }
      };

  private RequiredComponents() {}

  /** Path of the first component that is null and must not be; null if there is none. */
  static @Nullable String firstMissing(Record value) {
    for (RecordComponent component : REQUIRED.get(value.getClass())) {
      if (read(component, value) == null) {
        return component.getName();
      }
    }
    for (RecordComponent component : NESTED.get(value.getClass())) {
      if (read(component, value) instanceof Record nested) {
        String missing = firstMissing(nested);
        if (missing != null) {
          return component.getName() + "." + missing;
        }
      }
    }
    return null;
  }

  private static @Nullable Object read(RecordComponent component, Record value) {
    try {
      return component.getAccessor().invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record's accessor cannot be called", e);
    }
  }
}
