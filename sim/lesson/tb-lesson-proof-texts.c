/* tb-lesson-proof-texts: a translation says the same names as the text it translates, or a learner reads a brace. */
#include "tb-lesson-proof-private.h"

#include <stdlib.h>
#include <string.h>

static gint
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char *
sorted_names (const char *text)
{
  g_auto (GStrv) names = tb_braces_list_names (text);

  qsort (names, g_strv_length (names), sizeof *names, compare);
  return g_strjoinv ("} {", names);
}

static guint
count_quotes (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += *text == '`';
  return n;
}

static void
prove_text (TbProof *proof, const char *text)
{
  const char *translated = proof->translate (text);
  g_autofree char *wanted = sorted_names (text);
  g_autofree char *found = sorted_names (translated);

  if (strcmp (wanted, found) != 0)
    tb_proof_say (proof, FALSE, "the translation of \"%s\" has {%s} where {%s} is expected: \"%s\"", text, found, wanted, translated);
  if (count_quotes (text) % 2 != 0 || count_quotes (translated) % 2 != 0)
    tb_proof_say (proof, FALSE, "a back quote is not closed in \"%s\" or its translation \"%s\"", text, translated);
}

static void
prove_list (TbProof *proof, GPtrArray *texts)
{
  for (guint i = 0; i < texts->len; i++)
    prove_text (proof, g_ptr_array_index (texts, i));
}

static void
prove_question (TbProof *proof, const TbLessonQuestion *question)
{
  prove_text (proof, question->text);
  prove_text (proof, question->explain);
  for (guint i = 0; i < question->options->len; i++)
    {
      const TbLessonOption *option = g_ptr_array_index (question->options, i);

      prove_text (proof, option->text);
      if (option->consequence != NULL)
        prove_text (proof, option->consequence);
    }
}

static void
prove_inject (TbProof *proof, const TbLessonInject *inject)
{
  prove_text (proof, inject->title);
  prove_list (proof, inject->paragraphs);
}

static void
prove_step (TbProof *proof, const TbLessonStep *step)
{
  prove_text (proof, step->title);
  prove_list (proof, step->paragraphs);
  prove_list (proof, step->hints);
  for (guint i = 0; i < step->injects->len; i++)
    prove_inject (proof, g_ptr_array_index (step->injects, i));
  for (guint i = 0; i < step->questions->len; i++)
    prove_question (proof, g_ptr_array_index (step->questions, i));
  for (guint i = 0; i < step->checks->len; i++)
    {
      prove_text (proof, ((TbLessonCheck *) g_ptr_array_index (step->checks, i))->text);
      prove_text (proof, ((TbLessonCheck *) g_ptr_array_index (step->checks, i))->fail);
    }
}

static void
prove_team (TbProof *proof, const TbLessonTeam *team)
{
  prove_text (proof, team->stake);
  for (guint i = 0; i < team->roles->len; i++)
    {
      prove_text (proof, ((TbLessonRole *) g_ptr_array_index (team->roles, i))->title);
      prove_text (proof, ((TbLessonRole *) g_ptr_array_index (team->roles, i))->text);
    }
}

void
tb_proof_texts (TbProof *proof)
{
  TbLesson *lesson = proof->lesson;

  prove_text (proof, lesson->title);
  prove_text (proof, lesson->summary);
  prove_list (proof, lesson->goals);
  if (lesson->team != NULL)
    prove_team (proof, lesson->team);
  prove_list (proof, lesson->debrief);
  for (guint i = 0; i < lesson->findings->len; i++)
    prove_text (proof, ((TbLessonFinding *) g_ptr_array_index (lesson->findings, i))->text);
  for (guint i = 0; i < lesson->steps->len; i++)
    prove_step (proof, g_ptr_array_index (lesson->steps, i));
}
