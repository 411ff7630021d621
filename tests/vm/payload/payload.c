/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * payload.c - a kernel that only says how it was entered
 *
 * In:  the state that payload.S saved, boot_params, the page tables of CR3.
 * Out: "HANDOFF …" lines on the second serial port; ends by EFI ResetSystem(Shutdown),
 *      or with payload.spin=1 on the command line never, with interrupts off.
 * Ref: boot.rst "64-bit boot protocol", zero-page.rst (offsets); UEFI 2.10 section 4.
 *
 * Linked like a vmlinux at 0xffffffff81000000 with physical 0x1000000, entered at its
 * physical address: only RIP-relative code reaches anything.
 */
#include <stdbool.h>

#include "tests/vm/payload/payload.h"

#define TEXT_VA	      0xffffffff80000000ULL
#define LOAD_OFFSET   (16ULL << 20) /* paper rule R3 */
#define TEXT_SIZE     (512ULL << 20)
#define COMPARE_BYTES 4096
#define RFLAGS_IF     (1 << 9)
#define RFLAGS_DF     (1 << 10)
#define MSR_EFER      0xc0000080u

/* zero-page.rst */
#define BP_EXT_CMDLINE	   0x0c8
#define BP_EFI_SIGNATURE   0x1c0
#define BP_EFI_SYSTAB	   0x1c4
#define BP_EFI_SYSTAB_HIGH 0x1d8
#define BP_E820_ENTRIES	   0x1e8
#define BP_CMDLINE	   0x228
#define BP_E820_TABLE	   0x2d0
#define E820_ENTRY_SIZE	   20
#define E820_ENTRIES_MAX   128
#define EFI_SIGNATURE_EL64 0x34364c45u

#define EFI_SYSTAB_RUNTIME 88  /* UEFI 2.10 section 4.3.1 */
#define EFI_RUNTIME_RESET  104 /* section 4.5.1 */
#define EFI_RESET_SHUTDOWN 2

/* What makes this file a Linux kernel to whoever looks for the banner. */
const char linux_banner[] __attribute__((used, section(".rodata.banner"))) =
	"Linux version 6.1.0-payload (mint@tests) (freestanding) #1 hand-over check\n";

struct entry_state entry_state __attribute__((visibility("hidden"), section(".data")));
static uint8_t bss_probe[0x10000]; /* nobody writes it: zero if the loader cleared it */

static uint32_t load32(uint64_t address)
{
	const volatile uint8_t *p = (const volatile uint8_t *)(uintptr_t)address;

	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

static uint64_t load64(uint64_t address)
{
	return load32(address) | (uint64_t)load32(address + 4) << 32;
}

static void field_put(const char *name, uint64_t value)
{
	text_put(" ");
	text_put(name);
	text_put("=");
	text_hex(value);
}

static void answer_put(const char *question, bool yes)
{
	text_put("HANDOFF ");
	text_put(question);
	text_put(yes ? ": yes\n" : ": no\n");
}

static void registers_print(const struct entry_state *state)
{
	uint64_t cr0, cr3, cr4, cs, ds, es, ss;
	uint32_t low, high;

	__asm__ volatile("movq %%cr0, %0" : "=r"(cr0));
	__asm__ volatile("movq %%cr3, %0" : "=r"(cr3));
	__asm__ volatile("movq %%cr4, %0" : "=r"(cr4));
	__asm__ volatile("movq %%cs, %0" : "=r"(cs));
	__asm__ volatile("movq %%ds, %0" : "=r"(ds));
	__asm__ volatile("movq %%es, %0" : "=r"(es));
	__asm__ volatile("movq %%ss, %0" : "=r"(ss));
	__asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(MSR_EFER));

	text_put("HANDOFF");
	field_put("rsi", state->rsi);
	field_put("rflags", state->rflags);
	field_put("cs", cs);
	field_put("ds", ds);
	field_put("es", es);
	field_put("ss", ss);
	field_put("cr0", cr0);
	field_put("cr3", cr3);
	field_put("cr4", cr4);
	field_put("efer", (uint64_t)high << 32 | low);
	field_put("rsp", state->rsp);
	text_put("\n");
}

static bool gprs_are_zero(const struct entry_state *state)
{
	uint64_t any = 0;

	for (int i = 0; i < ENTRY_STATE_NR_GPR; i++)
		any |= state->gpr[i];
	return any == 0;
}

static bool bss_is_zero(void)
{
	const volatile uint8_t *p = bss_probe;

	for (unsigned int i = 0; i < sizeof(bss_probe); i++)
		if (p[i])
			return false;
	return true;
}

/* Same bytes, and a byte written through one is read through the other. */
static bool text_is_mapped(uint64_t pa)
{
	volatile uint8_t *by_pa = (volatile uint8_t *)(uintptr_t)pa;
	volatile uint8_t *by_va = (volatile uint8_t *)(uintptr_t)(TEXT_VA + LOAD_OFFSET);
	uint64_t probe = (uint64_t)(uintptr_t)bss_probe - pa;
	bool shared;

	if (page_translate(TEXT_VA + LOAD_OFFSET) == ~0ULL)
		return false;
	for (int i = 0; i < COMPARE_BYTES; i++)
		if (by_pa[i] != by_va[i])
			return false;
	by_va[probe] = 0x5a;
	shared = by_pa[probe] == 0x5a;
	by_pa[probe] = 0;
	return shared && by_va[probe] == 0;
}

static void text_print(uint64_t pa)
{
	uint64_t x = pa - LOAD_OFFSET;
	uint64_t last = page_translate(TEXT_VA + TEXT_SIZE - 0x1000);

	text_put("HANDOFF text VA ");
	text_hex(TEXT_VA + LOAD_OFFSET);
	text_put(" and PA ");
	text_hex(pa);
	text_put(text_is_mapped(pa) ? " same bytes: yes\n" : " same bytes: no\n");
	text_put("HANDOFF last text page VA ");
	text_hex(TEXT_VA + TEXT_SIZE - 0x1000);
	text_put(" maps PA ");
	text_hex(last);
	text_put(last == x + TEXT_SIZE - 0x1000 ? " (X + 512 MiB - 4 KiB): yes\n"
						: " (X + 512 MiB - 4 KiB): no\n");
}

static void e820_print(uint64_t boot_params)
{
	uint32_t entries = load32(boot_params + BP_E820_ENTRIES) & 0xff;

	for (uint32_t i = 0; i < entries && i < E820_ENTRIES_MAX; i++) {
		uint64_t entry = boot_params + BP_E820_TABLE + i * E820_ENTRY_SIZE;
		uint64_t start = load64(entry);

		text_put("HANDOFF e820 ");
		text_hex(start);
		text_put("-");
		text_hex(start + load64(entry + 8) - 1);
		text_put(" type ");
		text_decimal(load32(entry + 16));
		text_put("\n");
	}
}

static const char *cmdline_find(uint64_t boot_params)
{
	uint64_t cmdline = load32(boot_params + BP_CMDLINE) |
			   (uint64_t)load32(boot_params + BP_EXT_CMDLINE) << 32;

	return cmdline ? (const char *)(uintptr_t)cmdline : "";
}

static bool cmdline_has(const char *cmdline, const char *token)
{
	for (; *cmdline; cmdline++) {
		int same = 0;

		while (token[same] && cmdline[same] == token[same])
			same++;
		if (!token[same])
			return true;
	}
	return false;
}

static void cmdline_print(const char *cmdline)
{
	text_put("HANDOFF cmdline ");
	text_put(cmdline);
	text_put("\n");
}

/* The line in two parts: whole it stands nowhere in memory before it was printed. */
static _Noreturn void spin(void)
{
	text_put("HANDOFF ");
	text_put("spinning with interrupts off\n");
	__asm__ volatile("cli\n1:	jmp 1b");
	__builtin_unreachable();
}

/*
 * Beside, the EFI runtime reports the power-off. Instead of a leader there is none: the
 * payload owns the machine then, and QEMU's q35 takes PM1a_CNT at 0x604 (S5 is type 0).
 */
static void machine_end(uint64_t boot_params)
{
	uint64_t systab = load32(boot_params + BP_EFI_SYSTAB) |
			  (uint64_t)load32(boot_params + BP_EFI_SYSTAB_HIGH) << 32;

	if (load32(boot_params + BP_EFI_SIGNATURE) == EFI_SIGNATURE_EL64 && systab) {
		uint64_t runtime = load64(systab + EFI_SYSTAB_RUNTIME);

		text_put("HANDOFF end: ResetSystem(EfiResetShutdown)\n");
		efi_reset_call(load64(runtime + EFI_RUNTIME_RESET), EFI_RESET_SHUTDOWN);
		text_put("HANDOFF end: ResetSystem returned\n");
		return;
	}
	text_put("HANDOFF end: no EFI runtime, PM1a_CNT\n");
	__asm__ volatile("outw %0, %1" : : "a"((uint16_t)0x2000), "Nd"((uint16_t)0x604));
}

void payload_main(const struct entry_state *state, const uint8_t *start)
{
	uint64_t pa = (uint64_t)(uintptr_t)start;
	bool bss = bss_is_zero();

	serial_open();
	text_put("HANDOFF payload entered at ");
	text_hex(pa);
	text_put("\n");
	registers_print(state);
	answer_put("gprs zero", gprs_are_zero(state));
	answer_put("interrupts off", !(state->rflags & RFLAGS_IF));
	answer_put("direction up", !(state->rflags & RFLAGS_DF));
	answer_put("bss zero", bss);
	text_print(pa);
	walk_print(pa - LOAD_OFFSET);
	e820_print(state->rsi);
	cmdline_print(cmdline_find(state->rsi));
	if (cmdline_has(cmdline_find(state->rsi), "payload.spin=1"))
		spin();
	machine_end(state->rsi);
}
