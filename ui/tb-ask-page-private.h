/* tb-ask-page-private: parts of the page that live in files of their own: asking, the answer, completion, and the list of tables. */
#pragma once

#include "tb-answer-rows.h"
#include "tb-ask.h"
#include "tb-ask-page.h"

G_BEGIN_DECLS

struct _TbAskPage
{
  GtkWidget parent_instance;

  TbPlayhead *playhead;        /* owned */
  TbAsk *ask;                  /* owned: of the present run, made with its first question */
  TbAnswer *answer;            /* owned: what is shown */
  GCancellable *cancellable;   /* owned: of the question that is being answered, NULL for none */
  guint n_under_way;             /* questions whose answer has not come, cancelled ones too */
  char *asked;                 /* owned: the last question */
  gint64 asked_us;             /* the time it was asked for */
  GPtrArray *history;          /* owned: char * */
  guint history_at;
  char *typed;                 /* owned: what stood there before the history took its place */
  guint busy;                  /* source: shows that a question takes longer */
  guint again;                 /* source: asks again, since the time has moved */
  gboolean follows;
  GtkWidget *popover;          /* completions */
  GtkWidget *completions;
  gsize completed_from;        /* where the word begins that is being completed, in bytes */

  /* template */
  GtkTextView *question;
  GtkWidget *placeholder;
  GtkMenuButton *examples;
  GtkWidget *problem;
  GtkLabel *problem_text;
  GtkSpinner *spinner;
  GtkLabel *status;
  GtkLabel *cut;
  GtkStack *answers;
  GtkBox *starters;
  GtkColumnView *table;
  GtkListBox *tables;
  GtkSearchEntry *search;
};

/* asking: tb-ask-page-ask.c */
void  tb_ask_page_begin          (TbAskPage *self, const char *sql);
void  tb_ask_page_cancel         (TbAskPage *self);
void  tb_ask_page_follow         (TbAskPage *self);       /* the time has moved */
char *tb_ask_page_dup_question   (TbAskPage *self);
void  tb_ask_page_set_question   (TbAskPage *self, const char *sql);
gboolean tb_ask_page_walk_history (TbAskPage *self, int step);

/* the answer: tb-ask-page-answer.c */
void  tb_ask_page_show_answer    (TbAskPage *self);
void  tb_ask_page_show_problem   (TbAskPage *self, const char *sentence);   /* NULL for none */
void  tb_ask_page_select_row     (TbAskPage *self, guint row);
char *tb_ask_page_dup_cell       (TbAnswer *answer, guint row, guint column);
char *tb_ask_page_dup_target     (TbAskPage *self, guint row);              /* what activating a row selects; NULL for nothing */

/* completion: tb-ask-page-complete.c */
void     tb_ask_page_make_completion (TbAskPage *self);
gboolean tb_ask_page_is_writing      (TbAskPage *self);
gboolean tb_ask_page_complete        (TbAskPage *self);
gboolean tb_ask_page_complete_key    (TbAskPage *self, guint key);   /* whether the list of completions took it */
void     tb_ask_page_end_completion  (TbAskPage *self);
void     tb_ask_page_insert_word     (TbAskPage *self, const char *word);

/* what there is to ask: tb-ask-page-tables.c */
void tb_ask_page_make_tables   (TbAskPage *self);
void tb_ask_page_make_examples (TbAskPage *self);
void tb_ask_page_filter_tables (TbAskPage *self, const char *text);

G_END_DECLS
