/* tb-lesson-places: where "show me" can go. The names are those of the window's views and of their pages; a test of the window holds them to that. */
#include "tb-lesson.h"

#define PAGES(...) ((const char *const[]) { __VA_ARGS__, NULL })

static const struct
{
  const char *view;
  const char *const *pages;
} places[] = {
  { "fleet", PAGES ("canvas", "list") },
  { "handshakes", PAGES ("message", "keys", "cost", "checks") },
  { "signatures", PAGES ("sign", "seal", "nonce") },
  { "certificates", PAGES ("certificates", "lifetimes", "policies") },
  { "outbreak", PAGES (NULL) },
  { "monitor", PAGES ("alerts", "overview", "audit", "ask") },
};

/**
 * tb_lesson_knows_place:
 * @view: a name, as the action show-view takes it
 * @page: (nullable): a page of that view
 *
 * Returns: whether there is such a view and such a page
 */
gboolean
tb_lesson_knows_place (const char *view, const char *page)
{
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_strcmp0 (places[i].view, view) == 0)
      return page == NULL || g_strv_contains (places[i].pages, page);
  return FALSE;
}
