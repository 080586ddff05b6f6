/* The reasons for which a certificate of the live authority is revoked, in the words of the certificates view. */
#include <glib/gi18n-lib.h>

#include "tb-live-page.h"

static const struct
{
  const char *code;
  const char *label;
} reasons[] = {
  { "keyCompromise", N_("Its _Key Is in Other Hands") },
  { "superseded", N_("It Has Been _Replaced") },
  { "cessationOfOperation", N_("It Is No Longer in _Use") },
  { "affiliationChanged", N_("It Belongs to _Somebody Else Now") },
  { "privilegeWithdrawn", N_("Its _Rights Were Withdrawn") },
  { "unspecified", N_("_No Reason Given") },
};

/**
 * tb_live_menu_new:
 * @action: the action, which takes the code of a reason
 *
 * Returns: (transfer full): a menu of reasons
 */
GMenuModel *
tb_live_menu_new (const char *action)
{
  g_autoptr (GMenu) menu = g_menu_new (), section = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (_(reasons[i].label), NULL);

      g_menu_item_set_action_and_target (item, action, "s", reasons[i].code);
      g_menu_append_item (section, item);
    }
  g_menu_append_section (menu, _("Revoke for Good, Because"), G_MENU_MODEL (section));
  return G_MENU_MODEL (g_steal_pointer (&menu));
}
