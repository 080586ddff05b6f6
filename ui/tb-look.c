/* tb-look: see the header. The tables, and the style sheet made from them. */
#include "tb-look.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

static const TbLook identities[TB_IDENTITY_N_STATES] = {
  [TB_IDENTITY_NONE] = { "identity-none", "tb-identity-none-symbolic", N_("no certificate"), 0x858585, 0x9a9a9a },
  [TB_IDENTITY_ENROLLING] = { "identity-enrolling", "tb-identity-enrolling-symbolic", N_("enrolling"), 0x3f9fd8, 0x56b4e9 },
  [TB_IDENTITY_VALID] = { "identity-valid", "tb-identity-valid-symbolic", N_("certificate valid"), 0x009e73, 0x00a678 },
  [TB_IDENTITY_RENEWING] = { "identity-renewing", "tb-identity-renewing-symbolic", N_("renewing"), 0x0072b2, 0x2f8fd0 },
  [TB_IDENTITY_EXPIRING] = { "identity-expiring", "tb-identity-expires-soon-symbolic", N_("expires soon"), 0xe09600, 0xe69f00 },
  [TB_IDENTITY_EXPIRED] = { "identity-expired", "tb-identity-expired-symbolic", N_("expired"), 0xb0578d, 0xcc79a7 },
  [TB_IDENTITY_REVOKED] = { "identity-revoked", "tb-identity-revoked-symbolic", N_("revoked"), 0x8c4600, 0xb86a1c },
  [TB_IDENTITY_LOST] = { "identity-lost", "tb-identity-lost-symbolic", N_("lost"), 0x5b3f8c, 0x9a7fd0 },
};

static const TbLook healths[TB_HEALTH_N_STATES] = {
  [TB_HEALTH_OFF] = { "health-off", "tb-health-off-symbolic", N_("switched off"), 0xa8a8a8, 0x6f6f6f },
  [TB_HEALTH_HEALTHY] = { "health-healthy", "tb-health-healthy-symbolic", N_("healthy"), 0x858585, 0x9a9a9a },
  [TB_HEALTH_EXPOSED] = { "health-exposed", "tb-health-exposed-symbolic", N_("password seen"), 0xd55e00, 0xe2690a },
  [TB_HEALTH_TAMPERED] = { "health-tampered", "tb-health-tampered-symbolic", N_("foreign firmware"), 0xa3244f, 0xd1557f },
  [TB_HEALTH_INFECTED] = { "health-infected", "tb-health-infected-symbolic", N_("infected"), 0x8b0000, 0xff1744 },
  [TB_HEALTH_CAPTURED] = { "health-captured", "tb-health-captured-symbolic", N_("captured"), 0x7a1fa2, 0xd070f0 },
  [TB_HEALTH_QUARANTINED] = { "health-quarantined", "tb-health-quarantined-symbolic", N_("quarantined"), 0x1f4e79, 0x7d9bff },
};

static const TbLook packets[TB_N_PACKET_LOOKS] = {
  [TB_PACKET_LOOK_PLAIN] = { "packet-plain", "tb-plain-text-symbolic", N_("readable by anyone on the way"), 0xc75400, 0xd55e00 },
  [TB_PACKET_LOOK_PROTECTED] = { "packet-protected", "tb-padlock-symbolic", N_("protected"), 0x009e73, 0x00a678 },
  [TB_PACKET_LOOK_HANDSHAKE] = { "packet-handshake", "tb-padlock-open-symbolic", N_("agreeing on keys"), 0x0072b2, 0x2f8fd0 },
};

/* What becomes of a try to get in; the last is that it succeeds. */
static const TbLook attempts[TB_REFUSAL_N + 1] = {
  [TB_REFUSAL_WRONG_PASSWORD] = { "attempt-wrong-password", "tb-attempt-password-symbolic", N_("wrong password"), 0x0072b2, 0x2f8fd0 },
  [TB_REFUSAL_CLOSED] = { "attempt-closed", "tb-attempt-closed-symbolic", N_("port closed"), 0x5e5c64, 0x8e8c94 },
  [TB_REFUSAL_NO_CERTIFICATE] = { "attempt-no-certificate", "tb-padlock-symbolic", N_("refused without a certificate"), 0x009e73, 0x00a678 },
  [TB_REFUSAL_PATCHED] = { "attempt-patched", "tb-attempt-patched-symbolic", N_("hole mended"), 0x5b3f8c, 0x9a7fd0 },
  [TB_REFUSAL_UNREACHABLE] = { "attempt-unreachable", "tb-attempt-unreachable-symbolic", N_("network not reached"), 0x858585, 0x9a9a9a },
  [TB_REFUSAL_TAKEN] = { "attempt-taken", "tb-attempt-taken-symbolic", N_("taken already"), 0x8c4600, 0xb86a1c },
  [TB_REFUSAL_N] = { "attempt-infected", "tb-health-infected-symbolic", N_("taken over"), 0x8b0000, 0xff1744 },
};

static const TbLook sieges[TB_N_SIEGE_LOOKS] = {
  [TB_SIEGE_LOOK_WELL] = { "siege-well", "tb-identity-valid-symbolic", N_("answers its clients"), 0x009e73, 0x00a678 },
  [TB_SIEGE_LOOK_STRAINED] = { "siege-strained", "tb-siege-strained-symbolic", N_("answers only some of its clients"), 0xb87400, 0xe69f00 },
  [TB_SIEGE_LOOK_DARK] = { "siege-dark", "tb-siege-dark-symbolic", N_("answers hardly anybody"), 0x8b0000, 0xff1744 },
};

static const TbLook severities[TB_ALERT_N_SEVERITIES] = {
  [TB_ALERT_NOTICE] = { "alert-notice", "tb-alert-notice-symbolic", N_("notice"), 0x0072b2, 0x56b4e9 },
  [TB_ALERT_WARNING] = { "alert-warning", "tb-alert-warning-symbolic", N_("warning"), 0xb87400, 0xe69f00 },
  [TB_ALERT_CRITICAL] = { "alert-critical", "tb-alert-critical-symbolic", N_("critical"), 0xb8320f, 0xff6a3d },
};

#define WELL_ANSWERED (TB_SIEGE_ALL * 98 / 100)
#define DARK_ANSWERED (TB_SIEGE_ALL / 10)

/**
 * tb_look_identity:
 * @state: a state
 *
 * Returns: (transfer none): how it is shown
 */
const TbLook *
tb_look_identity (TbIdentityState state)
{
  g_return_val_if_fail ((guint) state < TB_IDENTITY_N_STATES, NULL);
  return &identities[state];
}

/**
 * tb_look_health:
 * @health: a state
 *
 * Returns: (transfer none): how it is shown
 */
const TbLook *
tb_look_health (TbHealth health)
{
  g_return_val_if_fail ((guint) health < TB_HEALTH_N_STATES, NULL);
  return &healths[health];
}

/**
 * tb_look_packet:
 * @packet: a sort of packet
 *
 * Returns: (transfer none): how packets of that sort are shown
 */
const TbLook *
tb_look_packet (TbPacketLook packet)
{
  g_return_val_if_fail ((guint) packet < TB_N_PACKET_LOOKS, NULL);
  return &packets[packet];
}

/**
 * tb_look_attempt:
 * @refusal: why a try to get in fails, or %TB_REFUSAL_N when it does not
 *
 * Returns: (transfer none): how it is shown
 */
const TbLook *
tb_look_attempt (TbOutbreakRefusal refusal)
{
  g_return_val_if_fail ((guint) refusal <= TB_REFUSAL_N, NULL);
  return &attempts[refusal];
}

/**
 * tb_look_siege:
 * @siege: how a service fares
 *
 * Returns: (transfer none): how it is shown
 */
const TbLook *
tb_look_siege (TbSiegeLook siege)
{
  g_return_val_if_fail ((guint) siege < TB_N_SIEGE_LOOKS, NULL);
  return &sieges[siege];
}

/**
 * tb_look_severity:
 * @severity: of an alert
 *
 * Returns: (transfer none): how it is shown
 */
const TbLook *
tb_look_severity (TbAlertSeverity severity)
{
  g_return_val_if_fail ((guint) severity < TB_ALERT_N_SEVERITIES, NULL);
  return &severities[severity];
}

/**
 * tb_look_judge_siege:
 * @answered: of %TB_SIEGE_ALL honest requests
 *
 * Returns: how a service fares that answers so many
 */
TbSiegeLook
tb_look_judge_siege (guint answered)
{
  return answered >= WELL_ANSWERED ? TB_SIEGE_LOOK_WELL : answered >= DARK_ANSWERED ? TB_SIEGE_LOOK_STRAINED : TB_SIEGE_LOOK_DARK;
}

/**
 * tb_look_get_word:
 * @look: a look
 *
 * Returns: (transfer none): the word for it in the user's language
 */
const char *
tb_look_get_word (const TbLook *look)
{
  return g_dgettext (GETTEXT_PACKAGE, look->word);
}

/**
 * tb_look_get_color:
 * @look: a look
 * @is_dark: whether it is to stand on a dark background
 * @color: (out caller-allocates): the colour, opaque
 */
void
tb_look_get_color (const TbLook *look, gboolean is_dark, GdkRGBA *color)
{
  guint32 rgb = is_dark ? look->dark : look->light;

  color->red = (float) (rgb >> 16 & 0xff) / 255.0f;
  color->green = (float) (rgb >> 8 & 0xff) / 255.0f;
  color->blue = (float) (rgb & 0xff) / 255.0f;
  color->alpha = 1.0f;
}

/* A group whose scenario names no picture is shown by its role. */
static const char *const role_icons[TB_N_ROLES] = {
  [TB_ROLE_DEVICE] = "sensor",
  [TB_ROLE_GATEWAY] = "gateway",
  [TB_ROLE_BROKER] = "broker",
  [TB_ROLE_AUTHORITY] = "authority",
  [TB_ROLE_EAVESDROPPER] = "eavesdropper",
  [TB_ROLE_ATTACKER] = "attacker",
  [TB_ROLE_SERVICE] = "service",
};

/**
 * tb_look_dup_icon:
 * @group: a group
 *
 * Returns: (transfer full): name of the symbolic icon of its objects
 */
char *
tb_look_dup_icon (const TbGroup *group)
{
  const char *code = group->icon != NULL && *group->icon != '\0' ? group->icon : role_icons[group->role];

  return g_strdup_printf ("tb-%s-symbolic", code);
}

static void
append_rules (GString *css, const TbLook *look, gboolean is_dark)
{
  g_autofree char *name = g_strdelimit (g_strdup (look->code), "-", '_');

  g_string_append_printf (css, "@define-color tb_%s #%06x;\n", name, is_dark ? look->dark : look->light);
  g_string_append_printf (css, ".tb-%s { color: @tb_%s; }\n", look->code, name);
  g_string_append_printf (css, ".tb-badge.tb-%s { color: white; background-color: @tb_%s; }\n", look->code, name);
}

/**
 * tb_look_make_css:
 * @is_dark: for which background
 *
 * Per look, a named colour, a class `tb-CODE` that colours text and symbolic icons, and with `tb-badge` beside it a round mark.
 *
 * Returns: (transfer full): a style sheet
 */
char *
tb_look_make_css (gboolean is_dark)
{
  GString *css = g_string_new (".tb-badge { border-radius: 99px; padding: 4px; -gtk-icon-size: 11px; }\n");

  for (guint i = 0; i < TB_IDENTITY_N_STATES; i++)
    append_rules (css, &identities[i], is_dark);
  for (guint i = 0; i < TB_HEALTH_N_STATES; i++)
    append_rules (css, &healths[i], is_dark);
  for (guint i = 0; i < G_N_ELEMENTS (packets); i++)
    append_rules (css, &packets[i], is_dark);
  for (guint i = 0; i < G_N_ELEMENTS (attempts); i++)
    append_rules (css, &attempts[i], is_dark);
  for (guint i = 0; i < G_N_ELEMENTS (sieges); i++)
    append_rules (css, &sieges[i], is_dark);
  for (guint i = 0; i < G_N_ELEMENTS (severities); i++)
    append_rules (css, &severities[i], is_dark);
  return g_string_free (css, FALSE);
}

static void
reload (AdwStyleManager *manager, GParamSpec *pspec, GtkCssProvider *provider)
{
  g_autofree char *css = tb_look_make_css (adw_style_manager_get_dark (manager));

#if GTK_CHECK_VERSION (4, 12, 0)
  gtk_css_provider_load_from_string (provider, css);
#else
  gtk_css_provider_load_from_data (provider, css, -1);
#endif
}

/**
 * tb_look_install:
 * @display: a display
 *
 * Makes the icons, colours and classes known on @display and keeps the colours right when it turns dark or light. Calling it again does nothing.
 */
void
tb_look_install (GdkDisplay *display)
{
  g_autoptr (GtkCssProvider) provider = NULL;
  AdwStyleManager *manager = adw_style_manager_get_for_display (display);

  if (g_object_get_data (G_OBJECT (display), "tb-look") != NULL)
    return;
  g_object_set_data (G_OBJECT (display), "tb-look", GINT_TO_POINTER (1));
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (display), "/io/github/trustbed/Trustbed/icons");
  provider = gtk_css_provider_new ();
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider), GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (reload), provider, 0);
  reload (manager, NULL, provider);
}
