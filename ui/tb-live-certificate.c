/* tb-live-certificate: see the header. Real clients live by the clock of the machine: so does what is said of their certificates. */
#include "tb-live-certificate.h"

#include <glib/gi18n-lib.h>

#include "tb-units.h"

struct _TbLiveCertificate
{
  GObject parent_instance;

  TbCertificate *certificate;
  TbLiveFate fate;
};

enum { PROP_TITLE = 1, PROP_SERIAL, PROP_UNTIL, PROP_STATE, PROP_ICON_NAME, PROP_SENTENCE, PROP_CSS_CLASSES, N_PROPS };
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (TbLiveCertificate, tb_live_certificate, G_TYPE_OBJECT)

static gboolean
is_over (TbLiveCertificate *self)
{
  return tb_certificate_get_not_after_us (self->certificate) <= g_get_real_time ();
}

/**
 * tb_live_certificate_get_look:
 * @self: a certificate
 *
 * Returns: (transfer none): colour, glyph and word of what it is now
 */
const TbLook *
tb_live_certificate_get_look (TbLiveCertificate *self)
{
  if (self->fate != TB_LIVE_FATE_GOOD)
    return tb_look_identity (TB_IDENTITY_REVOKED);
  return tb_look_identity (is_over (self) ? TB_IDENTITY_EXPIRED : TB_IDENTITY_VALID);
}

/**
 * tb_live_certificate_dup_state:
 * @self: a certificate
 *
 * Returns: (transfer full): what it is now, in words
 */
char *
tb_live_certificate_dup_state (TbLiveCertificate *self)
{
  if (self->fate == TB_LIVE_FATE_HELD)
    return g_strdup (_("on hold"));
  return g_strdup (tb_look_get_word (tb_live_certificate_get_look (self)));
}

gboolean
tb_live_certificate_can_revoke (TbLiveCertificate *self)
{
  return self->fate != TB_LIVE_FATE_REVOKED && !is_over (self);
}

static char *
make_sentence (TbLiveCertificate *self)
{
  g_autofree char *state = tb_live_certificate_dup_state (self);

  /* Translators: the name in a certificate and its state */
  return g_strdup_printf (_("%s, real client, %s"), tb_live_certificate_get_title (self), state);
}

static char **
make_classes (TbLiveCertificate *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *state = g_strconcat ("tb-", tb_live_certificate_get_look (self)->code, NULL);

  g_strv_builder_add (builder, "tb-badge");
  g_strv_builder_add (builder, state);
  return g_strv_builder_end (builder);
}

static void
tb_live_certificate_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TbLiveCertificate *self = TB_LIVE_CERTIFICATE (object);

  switch (id)
    {
    case PROP_TITLE: g_value_set_string (value, tb_live_certificate_get_title (self)); break;
    case PROP_SERIAL: g_value_set_string (value, tb_live_certificate_get_serial (self)); break;
    case PROP_UNTIL: g_value_take_string (value, tb_units_format_moment (tb_certificate_get_not_after_us (self->certificate))); break;
    case PROP_STATE: g_value_take_string (value, tb_live_certificate_dup_state (self)); break;
    case PROP_ICON_NAME: g_value_set_string (value, tb_live_certificate_get_look (self)->icon); break;
    case PROP_SENTENCE: g_value_take_string (value, make_sentence (self)); break;
    case PROP_CSS_CLASSES: g_value_take_boxed (value, make_classes (self)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tb_live_certificate_finalize (GObject *object)
{
  g_clear_pointer (&TB_LIVE_CERTIFICATE (object)->certificate, tb_certificate_unref);
  G_OBJECT_CLASS (tb_live_certificate_parent_class)->finalize (object);
}

static void
tb_live_certificate_class_init (TbLiveCertificateClass *klass)
{
  static const char *const strings[] = { [PROP_TITLE] = "title", [PROP_SERIAL] = "serial", [PROP_UNTIL] = "until", [PROP_STATE] = "state",
                                         [PROP_ICON_NAME] = "icon-name", [PROP_SENTENCE] = "sentence" };
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  G_OBJECT_CLASS (klass)->get_property = tb_live_certificate_get_property;
  G_OBJECT_CLASS (klass)->finalize = tb_live_certificate_finalize;
  for (guint i = PROP_TITLE; i <= PROP_SENTENCE; i++)
    props[i] = g_param_spec_string (strings[i], NULL, NULL, NULL, flags);
  props[PROP_CSS_CLASSES] = g_param_spec_boxed ("css-classes", NULL, NULL, G_TYPE_STRV, flags);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, props);
}

static void
tb_live_certificate_init (TbLiveCertificate *self)
{
}

/**
 * tb_live_certificate_new:
 * @certificate: (transfer none): a certificate
 * @fate: what became of it so far
 *
 * Returns: (transfer full): the row
 */
TbLiveCertificate *
tb_live_certificate_new (TbCertificate *certificate, TbLiveFate fate)
{
  TbLiveCertificate *self = g_object_new (TB_TYPE_LIVE_CERTIFICATE, NULL);

  self->certificate = tb_certificate_ref (certificate);
  self->fate = fate;
  return self;
}

TbCertificate *
tb_live_certificate_get_certificate (TbLiveCertificate *self)
{
  return self->certificate;
}

/**
 * tb_live_certificate_get_title:
 * @self: a certificate
 *
 * Returns: (transfer none): the common name where there is one, otherwise the whole subject
 */
const char *
tb_live_certificate_get_title (TbLiveCertificate *self)
{
  const char *name = tb_certificate_get_common_name (self->certificate);

  return name != NULL && *name != '\0' ? name : tb_certificate_get_subject (self->certificate);
}

const char *
tb_live_certificate_get_serial (TbLiveCertificate *self)
{
  return tb_certificate_get_serial (self->certificate);
}

TbLiveFate
tb_live_certificate_get_fate (TbLiveCertificate *self)
{
  return self->fate;
}

/**
 * tb_live_certificate_set_fate:
 * @self: a certificate
 * @fate: what became of it
 *
 * Notifies of what reads differently now.
 */
void
tb_live_certificate_set_fate (TbLiveCertificate *self, TbLiveFate fate)
{
  if (self->fate == fate)
    return;
  self->fate = fate;
  for (guint i = PROP_STATE; i <= PROP_CSS_CLASSES; i++)
    g_object_notify_by_pspec (G_OBJECT (self), props[i]);
}
