// What every page and component draws with: Preact by tagged templates, hooks and signals.

import { Fragment, createContext, h, render } from 'preact'
import { useCallback, useContext, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import htm from 'htm'
import { batch, computed, effect, signal, untracked, useComputed, useSignal, useSignalEffect } from '@preact/signals'

/** @typedef {import('preact').ComponentChildren} Children */
/** @typedef {import('preact').VNode<any>} View */

/** @type {(strings: TemplateStringsArray, ...values: any[]) => View} */
export const html = /** @type {any} */ (htm.bind(h))

/**
 * Class names in one string; what is false or empty is left out.
 * @param {...(string | false | null | undefined)} names
 */
export const classes = (...names) => names.filter(Boolean).join(' ')

export {
  Fragment,
  batch,
  computed,
  createContext,
  effect,
  render,
  signal,
  untracked,
  useCallback,
  useComputed,
  useContext,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useSignal,
  useSignalEffect,
  useState,
}
