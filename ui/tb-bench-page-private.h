/* What the files of a page of the bench share: its widgets, and what is on it. */
#pragma once

#include <adwaita.h>

#include "tb-bench-flips.h"
#include "tb-bench-page.h"
#include "tb-bench-parties.h"
#include "tb-signed-index.h"
#include "tb-signed.h"
#include "tb-step-lanes.h"

/* As in the drop-down; the last is for signatures only. */
typedef enum { TB_BENCH_TEXT, TB_BENCH_TELEGRAM, TB_BENCH_FIRMWARE, TB_BENCH_FILE, TB_BENCH_JOURNAL } TbBenchSource;

struct _TbBenchPage
{
  GtkWidget parent_instance;

  /* template */
  GtkDropDown *source;
  GtkStack *message_stack;
  GtkTextBuffer *text;
  GtkLabel *origin;
  GtkDropDown *record;
  GtkWidget *choose_file;
  GtkDropDown *scheme;
  GtkLabel *first_label;
  GtkDropDown *first;
  GtkWidget *second_box;
  GtkLabel *second_label;
  GtkDropDown *second;
  GtkLabel *remark;
  GtkWidget *verdict;
  GtkImage *icon;
  GtkLabel *sentence;
  GtkLabel *hint;
  GtkSpinner *spinner;
  GtkWidget *undo;
  GtkWidget *mend;
  GtkFlowBox *chain;
  GtkScrolledWindow *scroller;
  TbStepLanes *lanes;
  GtkWidget *readers_card;
  GtkBox *readers;
  GtkBox *lines;
  GtkWidget *save_files;

  /* owned */
  TbPlayhead *playhead;
  TbBenchRing *ring;
  TbBenchFlips *flips;
  GArray *firsts;               /* TbBenchParty, as in the drop-down */
  GArray *seconds;
  GBytes *message;              /* a file's or a telegram's, or NULL */
  char *path;                   /* of a file that is not read yet, or NULL */
  char *file_name;

  /* a signature of the journal */
  TbSignedIndex *signatures;    /* owned: NULL without a run */
  TbSigned *signed_once;        /* owned: which is shown, or NULL */
  guint n_listed;
  guint number;                 /* of the one that is chosen, 0 for none */
  guint followed;               /* of the one that was selected last */

  /* the work */
  TbBenchAnswer *answer;        /* owned: what is shown, or NULL */
  GCancellable *asking;         /* owned: what is being asked, or NULL */
  gboolean asks_again;
  guint slow;

  TbBenchKind kind;
  guint32 selected;             /* the device that keys are looked for around, or TB_NOBODY */
  gboolean chose_first;         /* a person did, not the selection */
  gboolean chose_second;        /* likewise */
  gboolean is_filling;          /* drop-downs change by themselves */
  gboolean is_new;              /* nothing was asked yet */
};

TbFold *tb_bench_page_get_fold   (TbBenchPage *self);                       /* NULL without a run */
TbFleet *tb_bench_page_get_fleet (TbBenchPage *self);                       /* likewise */
void    tb_bench_page_get_parties (TbBenchPage *self, TbBenchParty parties[2]);

void    tb_bench_page_fill_sources (TbBenchPage *self);
void    tb_bench_page_fill_schemes (TbBenchPage *self);
void    tb_bench_page_fill_parties (TbBenchPage *self);
void    tb_bench_page_fill_seconds (TbBenchPage *self);
void    tb_bench_page_take_source  (TbBenchPage *self);
gboolean tb_bench_page_is_outdated (TbBenchPage *self);                      /* whose keys there are has changed */

gboolean tb_bench_page_is_from_journal    (TbBenchPage *self);
void     tb_bench_page_open_record        (TbBenchPage *self, guint number);
void     tb_bench_page_take_record        (TbBenchPage *self);
void     tb_bench_page_leave_record       (TbBenchPage *self);
void     tb_bench_page_choose_record      (TbBenchPage *self);
void     tb_bench_page_follow_records     (TbBenchPage *self);
void     tb_bench_page_forget_records     (TbBenchPage *self);
void     tb_bench_page_get_record_parties (TbBenchPage *self, GArray **firsts, GArray **seconds);
void     tb_bench_page_add_record         (TbBenchPage *self, TbBenchQuestion *question);
const char *tb_bench_page_get_obstacle    (TbBenchPage *self);
char    *tb_bench_page_dup_typed          (TbBenchPage *self);
char    *tb_bench_page_dup_text           (TbBenchPage *self);               /* NULL when the message is none that fits into a command, as for files */
char    *tb_bench_page_dup_comparison     (TbBenchPage *self, const TbBenchAnswer *answer);

void    tb_bench_page_ask          (TbBenchPage *self);
void    tb_bench_page_stop         (TbBenchPage *self);
TbBenchQuestion *tb_bench_page_make_question (TbBenchPage *self);

void    tb_bench_page_show_answer  (TbBenchPage *self, TbBenchAnswer *answer);   /* (transfer full) */
void    tb_bench_page_show_problem (TbBenchPage *self, const char *sentence);
void    tb_bench_page_show_lines   (TbBenchPage *self);

void    tb_bench_page_install_actions (GtkWidgetClass *widget_class);
void    tb_bench_page_update_actions  (TbBenchPage *self);
