package dev.examhall.examrender.component;

import dev.examhall.examrender.problem.ProblemException;
import dev.examhall.examrender.problem.ProblemKind;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What pages are made of; for teachers and operators. */
@RestController
@RequestMapping("/api/v1/templates")
class TemplateController {

  private final TemplateChains chains;

  TemplateController(TemplateChains chains) {
    this.chains = chains;
  }

  @GetMapping
  List<String> pages() {
    return chains.pages();
  }

  @GetMapping("/{page}/chain")
  TemplateChain chain(@PathVariable String page) {
    return chains
        .of(page)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemKind.NOT_FOUND,
                    "There is no such page. Those there are: "
                        + String.join(", ", chains.pages())
                        + "."));
  }
}
