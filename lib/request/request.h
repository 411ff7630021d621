/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * request.h - what the user asked for, parsed once
 *
 * In: argv through cli.c. Out: struct request; nothing behind it looks at argv again.
 */
#ifndef MINT_REQUEST_REQUEST_H
#define MINT_REQUEST_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bdf.h"
#include "base/diag.h"
#include "base/prange.h"

#define REQUEST_NAME_SIZE	 32
#define REQUEST_MAX_INITRDS	 16
#define REQUEST_MAX_MODULES	 16
#define REQUEST_MAX_CPUS	 256
#define REQUEST_MAX_REFUSED	 5
#define REQUEST_MAX_DEVICES	 32
#define REQUEST_SECONDS_MAX	 86400	/* of a timeout: a day */
#define REQUEST_HEARTBEAT_MIN	 10	/* seconds: mint/ctl/look/heartbeat.h says why */
#define REQUEST_STOP_TIMEOUT_MS	 90000	/* as long as systemd waits for a service */
#define REQUEST_START_TIMEOUT_MS 120000 /* slow machines announce a log in a quarter */

enum request_action {
	ACTION_NONE = 0,
	ACTION_HELP,
	ACTION_VERSION,
	ACTION_LOAD,   /* -l */
	ACTION_START,  /* mint: load and start (no -l, no -e, --mint-cpus given) */
	ACTION_EXEC,   /* -e */
	ACTION_UNLOAD, /* -u */
	ACTION_DRY_RUN,
	ACTION_LOAD_REBOOT, /* no action at all, plain: load, then shutdown -r now */
	ACTION_LOAD_EXEC,   /* -f: load, then at once what -e does */
	ACTION_STATUS,	    /* -S */
	ACTION_CRASH_SIZE,  /* --print-ckr-size */
	ACTION_LOAD_HELPER, /* --load-jump-back-helper */
};

enum request_dry_run { DRY_RUN_NONE = 0, DRY_RUN_TEXT, DRY_RUN_JSON, DRY_RUN_SVG };
enum request_window { WINDOW_AUTO = 0, WINDOW_RANGE, WINDOW_NONE };
enum request_unpack { UNPACK_AUTO = 0, UNPACK_NO };
enum request_reset { RESET_RESTART = 0, RESET_STOP };

enum request_syscall { SYSCALL_AUTO = 0, SYSCALL_FILE, SYSCALL_LOAD };
enum request_args { ARGS_DEFAULT = 0, ARGS_LINUX, ARGS_ELF, ARGS_NONE };

/* What only kexec-tools' own loads know. */
struct request_plain {
	const char *type; /* NULL: probe; a loader name of image.h */
	enum request_syscall syscall;
	bool panic;		 /* -p: the crash image is meant, by -l -u -S too */
	bool normal;		 /* -l was given: -S asks for the normal image */
	bool no_ifdown, no_sync; /* -x, -y */
	bool no_checks;		 /* -i: no digest is made, none is verified */
	phys_t mem_min, mem_max; /* inclusive; 0 and UINT64_MAX when not given */
	bool has_mem_max;
	bool has_entry;
	phys_t entry;
	bool preserve_context;
	bool hotplug;
	bool no_cma, force_dtb; /* flags of kexec_file_load(2) */
	bool reset_vga, console_vga, console_serial;
	uint16_t serial_port; /* 0x3f8 unless --serial says otherwise */
	uint32_t serial_baud; /* 0: leave the port as it is */
	bool pass_memmap_cmdline;
	bool no_efi;
	bool reuse_video_type;
	bool core_elf32; /* --elf32-core-headers */
	bool real_mode;
	bool entry_32bit;
	enum request_args args;
	int profile;	 /* --profile: of a unified kernel image; -1 not said */
	const char *dtb; /* NULL none */
	const char *module[REQUEST_MAX_MODULES]; /* "FILE ARGS…", multiboot */
	size_t nr_modules;
};

/* Strings point into argv or into conf_text; request_init() and request_free() it. */
struct request {
	enum request_action action;
	enum request_dry_run dry_run;
	bool is_mint;		/* any --mint-* option or --type=mint */
	const char *help_topic; /* NULL, "mint" or "plain" */
	const char *kernel;
	const char *initrd[REQUEST_MAX_INITRDS];
	size_t nr_initrds;
	const char *append; /* NULL none */
	bool reuse_cmdline;
	const char *sysroot; /* "" this machine */
	bool debug;

	bool has_region;  /* named, or auto */
	bool auto_region; /* the planner chooses region_size bytes */
	struct prange region;
	uint64_t region_size;
	bool has_cpus;			    /* listed, or auto */
	bool auto_cpus;			    /* the planner chooses nr_cpus of them */
	unsigned int cpu[REQUEST_MAX_CPUS]; /* in the order given; boot CPU first */
	size_t nr_cpus;
	struct prange refused[REQUEST_MAX_REFUSED]; /* blocks not to be chosen any more */
	size_t nr_refused;
	char name[REQUEST_NAME_SIZE]; /* "" choose os1, os2 … */
	enum request_window swiotlb_mode;
	struct prange swiotlb; /* WINDOW_RANGE */
	uint64_t swiotlb_size; /* auto:SIZE, 0 = default */
	enum request_window realmode_mode;
	struct prange realmode;
	const char *uart;			/* NULL or "none", "ttySN", "0xPORT" */
	struct bdf device[REQUEST_MAX_DEVICES]; /* PCI functions, each once */
	size_t nr_devices;
	enum request_unpack unpack;
	bool force;
	bool keep_contents; /* what lies in its memory is not cleared: --mint-no-scrub */
	const char *conf;   /* NULL, or the configuration file */
	char *conf_text;    /* owned: the values of a configuration file */
	unsigned int hang_timeout_ms;	   /* 0: nobody watches for a hang */
	unsigned int heartbeat_timeout_ms; /* of mintctl run: 0: it does not look */
	unsigned int start_timeout_ms;	   /* of mintctl run: for a log to appear; or 0 */
	unsigned int stop_timeout_ms;	   /* of mintctl run: then it kills */
	enum request_reset reset_policy;   /* of mintctl run: when the OS reboots */
	struct request_plain plain;
};

/** request_init - nothing asked for, defaults where they are not zero */
void request_init(struct request *ret);

/** request_free - what the request owns; it is as request_init() leaves it then */
void request_free(struct request *request);

/**
 * request_set_fn - parse the value of one option into the request
 * @value: the option's argument; NULL where it is optional and absent
 *
 * Return: 0, -EINVAL, -ERANGE, -E2BIG, -EOPNOTSUPP (known, not built yet); @diag has the
 * reason without the option's name. @ret is unchanged on failure.
 */
typedef int request_set_fn(struct request *ret, const char *value, struct diag *diag);

request_set_fn request_set_append;
request_set_fn request_set_conf; /* a path; who parses it reads it */
request_set_fn request_set_cpus; /* "1-2,5": in that order; "auto:N" */
request_set_fn request_set_debug;
request_set_fn request_set_devices; /* "", or PCI functions: "02:00.0,0000:03:00.1" */
request_set_fn request_set_dry_run; /* NULL, "text", "json", "svg" */
request_set_fn request_set_force;   /* NULL, "yes", "no" */
request_set_fn request_set_hang_timeout;      /* "off", or whole seconds from 1 on */
request_set_fn request_set_heartbeat_timeout; /* "off", or seconds from the least on */
request_set_fn request_set_initrd;	 /* may be called REQUEST_MAX_INITRDS times */
request_set_fn request_set_name;	 /* [a-z0-9][a-z0-9_-]{0,30} */
request_set_fn request_set_no_scrub;	 /* NULL */
request_set_fn request_set_realmode;	 /* "A+SIZE", "A-B", "auto" */
request_set_fn request_set_region;	 /* a range, "auto:SIZE" */
request_set_fn request_set_reset_policy; /* "restart", "stop" */
request_set_fn request_set_reuse_cmdline;
request_set_fn request_set_scrub;	  /* "yes", "no" */
request_set_fn request_set_start_timeout; /* "off", or whole seconds from 1 on */
request_set_fn request_set_stop_timeout;  /* whole seconds, 0 included */
request_set_fn request_set_swiotlb;	  /* a range, "auto", "auto:SIZE", "none" */
request_set_fn request_set_sysroot;
request_set_fn request_set_type;   /* "mint", or a loader's name; the last one wins */
request_set_fn request_set_uart;   /* the planner looks whether there is such a port */
request_set_fn request_set_unpack; /* "auto", "no" */

/**
 * request_refuse - a memory block would not go offline: choose without it from now on
 *
 * Only what the planner chooses itself avoids it; what the user named stays named.
 * Return: 0, -E2BIG when REQUEST_MAX_REFUSED blocks have refused.
 */
int request_refuse(struct request *request, struct prange block);

#endif
