/* What tests of the signatures view look into. */
#pragma once

#include <adwaita.h>

#include "tb-bench-page-private.h"
#include "tb-signature-view.h"

struct _TbSignatureView
{
  GtkWidget parent_instance;

  /* template */
  AdwToastOverlay *toasts;
  GtkStack *pages;

  TbPlayhead *playhead;      /* owned */
};
