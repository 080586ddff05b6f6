/* tb-bench-page: one page of the bench: what goes in above, the verdict, and the steps in lanes below. What kind of page it is, is told when it is made.
 *
 * Actions `bench.*` are installed on the widget. */
#pragma once

#include "tb-bench-work.h"
#include "tb-playhead.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TB_TYPE_BENCH_PAGE (tb_bench_page_get_type ())
G_DECLARE_FINAL_TYPE (TbBenchPage, tb_bench_page, TB, BENCH_PAGE, GtkWidget)

void       tb_bench_page_set_playhead (TbBenchPage *self, TbPlayhead *playhead, TbBenchRing *ring);
GtkWidget *tb_bench_page_get_lanes    (TbBenchPage *self);

G_END_DECLS
