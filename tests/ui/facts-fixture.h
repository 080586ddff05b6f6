/* facts-fixture: what the inspector would say of somebody at a time of a journal, and how to find a line of it. */
#pragma once

#include "tb-facts.h"
#include "ui-fixture.h"

typedef struct
{
  TbRun *run;
  TbJournal *journal;
  TbFold *fold;
  TbSessionIndex *sessions;
  TbSelection selection;
  TbFactSource source;
} Fixture;

/* Takes neither: @journal may be the run's or another about the same fleet. */
static inline void
facts_watch (Fixture *fixture, TbRun *run, TbJournal *journal, gint64 time_us)
{
  fixture->run = tb_run_ref (run);
  fixture->journal = tb_journal_ref (journal);
  fixture->fold = tb_fold_new (tb_run_get_fleet (run), journal);
  tb_fold_seek (fixture->fold, time_us);
  fixture->sessions = tb_session_index_new (journal);
  tb_session_index_read (fixture->sessions, tb_journal_get_length (journal));
  fixture->source = (TbFactSource) { .run = run, .fold = fixture->fold, .selection = &fixture->selection, .sessions = fixture->sessions };
}

static inline void
tear_down (Fixture *fixture, gconstpointer data)
{
  tb_fact_source_clear (&fixture->source);
  tb_session_index_free (fixture->sessions);
  tb_fold_free (fixture->fold);
  tb_journal_unref (fixture->journal);
  tb_run_unref (fixture->run);
}

static inline TbFacts *
collect_about (Fixture *fixture, const char *name)
{
  fixture->selection = (TbSelection) { TB_SELECTION_OBJECT, tb_fleet_find (tb_run_get_fleet (fixture->run), name), 0, -1 };
  g_assert_cmpuint (fixture->selection.object, !=, TB_NOBODY);
  return tb_facts_collect (&fixture->source);
}

static inline const TbFactCard *
find_card (const TbFacts *facts, const char *title)
{
  for (guint i = 0; i < facts->cards->len; i++)
    {
      const TbFactCard *card = g_ptr_array_index (facts->cards, i);

      if (g_str_equal (card->title, title))
        return card;
    }
  return NULL;
}

/* (nullable): a line of a card, when there are such a card and such a line */
static inline const TbFact *
find_fact (const TbFacts *facts, const char *title, const char *label)
{
  const TbFactCard *card = find_card (facts, title);

  for (guint i = 0; card != NULL && i < card->facts->len; i++)
    {
      const TbFact *fact = g_ptr_array_index (card->facts, i);

      if (g_str_equal (fact->label, label))
        return fact;
    }
  return NULL;
}

static inline void
assert_fact (const TbFacts *facts, const char *title, const char *label, const char *value)
{
  const TbFact *fact = find_fact (facts, title, label);

  g_assert_nonnull (fact);
  g_assert_cmpstr (fact->value, ==, value);
}
