/* tb-fact-widgets: the widgets of the inspector's page: header with the two marks, cards, rows, buttons. */
#pragma once

#include "tb-facts.h"

G_BEGIN_DECLS

GtkWidget *tb_fact_widgets_build (const TbFacts *facts, GPtrArray *values, GPtrArray *bars);

G_END_DECLS
