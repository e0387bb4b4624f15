/*!
hlmsim (MIT)

MIT License

Copyright (c) 2026 The hlmsim authors

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.

------------------------------------------------------------------------

d3-color 3.1.1 (ISC)

Copyright 2010-2026 Mike Bostock

Permission to use, copy, modify, and/or distribute this software for any purpose
with or without fee is hereby granted, provided that the above copyright notice
and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH
REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND
FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS
OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER
TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
THIS SOFTWARE.

------------------------------------------------------------------------

d3-dispatch 3.0.2 (ISC)

Copyright 2010-2026 Mike Bostock

Permission to use, copy, modify, and/or distribute this software for any purpose
with or without fee is hereby granted, provided that the above copyright notice
and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH
REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND
FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS
OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER
TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
THIS SOFTWARE.

------------------------------------------------------------------------

d3-drag 3.0.1 (ISC)

Copyright 2010-2026 Mike Bostock

Permission to use, copy, modify, and/or distribute this software for any purpose
with or without fee is hereby granted, provided that the above copyright notice
and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH
REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND
FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS
OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER
TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
THIS SOFTWARE.

------------------------------------------------------------------------

d3-ease 3.0.2 (BSD-3-Clause)

Copyright 2010-2026 Mike Bostock
Copyright 2001 Robert Penner
All rights reserved.

Redistribution and use in source and binary forms, with or without modification,
are permitted provided that the following conditions are met:

* Redistributions of source code must retain the above copyright notice, this
  list of conditions and the following disclaimer.

* Redistributions in binary form must reproduce the above copyright notice,
  this list of conditions and the following disclaimer in the documentation
  and/or other materials provided with the distribution.

* Neither the name of the author nor the names of contributors may be used to
  endorse or promote products derived from this software without specific prior
  written permission.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT OWNER OR CONTRIBUTORS BE LIABLE FOR
ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES
(INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES;
LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON
ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT
(INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS
SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.

------------------------------------------------------------------------

d3-interpolate 3.0.2 (ISC)

Copyright 2010-2026 Mike Bostock

Permission to use, copy, modify, and/or distribute this software for any purpose
with or without fee is hereby granted, provided that the above copyright notice
and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH
REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND
FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS
OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER
TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
THIS SOFTWARE.

------------------------------------------------------------------------

d3-selection 3.0.0 (ISC)

Copyright 2010-2021 Mike Bostock

Permission to use, copy, modify, and/or distribute this software for any purpose
with or without fee is hereby granted, provided that the above copyright notice
and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH
REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND
FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS
OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER
TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
THIS SOFTWARE.

------------------------------------------------------------------------

d3-timer 3.0.2 (ISC)

Copyright 2010-2026 Mike Bostock

Permission to use, copy, modify, and/or distribute this software for any purpose
with or without fee is hereby granted, provided that the above copyright notice
and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH
REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND
FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS
OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER
TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
THIS SOFTWARE.

------------------------------------------------------------------------

d3-transition 3.0.2 (ISC)

Copyright 2010-2026 Mike Bostock

Permission to use, copy, modify, and/or distribute this software for any purpose
with or without fee is hereby granted, provided that the above copyright notice
and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH
REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND
FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS
OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER
TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
THIS SOFTWARE.

------------------------------------------------------------------------

d3-zoom 3.0.0 (ISC)

Copyright 2010-2021 Mike Bostock

Permission to use, copy, modify, and/or distribute this software for any purpose
with or without fee is hereby granted, provided that the above copyright notice
and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH
REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND
FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS
OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER
TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
THIS SOFTWARE.
*/
const X = ["none", "in_service", "on_the_way", "unmet", "crisis"], ke = [
  "moved_in",
  "opened",
  "known",
  "hearsay",
  "cold",
  "active",
  "warm",
  "appointment",
  "gave_up",
  "crisis",
  "resolved",
  "faded",
  "visit",
  "accompanied"
];
function Qn(t) {
  const e = new DataView(t), n = String.fromCharCode(...new Uint8Array(t, 0, Math.min(3, t.byteLength)));
  if (t.byteLength < 30 || n !== "HLM" || e.getUint8(3) !== 2)
    throw new Error("no block of this version");
  const [i, r, s, o, a, u, h] = Array.from(
    { length: 7 },
    (E, P) => e.getUint16(4 + 2 * P, !0)
  ), [l, f, d] = Array.from({ length: 3 }, (E, P) => e.getUint32(18 + 4 * P, !0));
  let g = 30;
  const b = new Float32Array(s * h);
  for (let E = 0; E < b.length; E++, g += 4) b[E] = e.getFloat32(g, !0);
  const M = [];
  for (let E = 0; E < d; E++, g += 8)
    M.push({
      week: e.getUint16(g, !0),
      code: e.getUint8(g + 2),
      domain: e.getUint8(g + 3),
      subject: e.getUint16(g + 4, !0),
      other: e.getUint16(g + 6, !0)
    });
  const N = (E) => {
    const P = new Uint8Array(t, g, E);
    return g += E, P;
  }, w = g + s * (o * 4 + a * 6 + u * 5 + l);
  if (w !== t.byteLength) throw new Error(`${t.byteLength} bytes where ${w} belong`);
  const O = N(s * o * 4), $ = N(s * a * 6), R = N(s * u * 5), I = N(s * l);
  return {
    side: i,
    first: r,
    weeks: s,
    people: o,
    posts: a,
    partners: u,
    ties: l,
    curves: h,
    generation: f,
    outcomes: b,
    lines: M,
    household: O,
    post: $,
    partner: R,
    tie: I
  };
}
function ie(t) {
  return rt(t.getContext("2d"), "2d");
}
function rt(t, e) {
  if (t == null) throw new Error(`missing: ${e}`);
  return t;
}
var fe = "http://www.w3.org/1999/xhtml";
const Ue = {
  svg: "http://www.w3.org/2000/svg",
  xhtml: fe,
  xlink: "http://www.w3.org/1999/xlink",
  xml: "http://www.w3.org/XML/1998/namespace",
  xmlns: "http://www.w3.org/2000/xmlns/"
};
function Zt(t) {
  var e = t += "", n = e.indexOf(":");
  return n >= 0 && (e = t.slice(0, n)) !== "xmlns" && (t = t.slice(n + 1)), Ue.hasOwnProperty(e) ? { space: Ue[e], local: t } : t;
}
function Zn(t) {
  return function() {
    var e = this.ownerDocument, n = this.namespaceURI;
    return n === fe && e.documentElement.namespaceURI === fe ? e.createElement(t) : e.createElementNS(n, t);
  };
}
function jn(t) {
  return function() {
    return this.ownerDocument.createElementNS(t.space, t.local);
  };
}
function cn(t) {
  var e = Zt(t);
  return (e.local ? jn : Zn)(e);
}
function ti() {
}
function Ee(t) {
  return t == null ? ti : function() {
    return this.querySelector(t);
  };
}
function ei(t) {
  typeof t != "function" && (t = Ee(t));
  for (var e = this._groups, n = e.length, i = new Array(n), r = 0; r < n; ++r)
    for (var s = e[r], o = s.length, a = i[r] = new Array(o), u, h, l = 0; l < o; ++l)
      (u = s[l]) && (h = t.call(u, u.__data__, l, s)) && ("__data__" in u && (h.__data__ = u.__data__), a[l] = h);
  return new z(i, this._parents);
}
function ni(t) {
  return t == null ? [] : Array.isArray(t) ? t : Array.from(t);
}
function ii() {
  return [];
}
function fn(t) {
  return t == null ? ii : function() {
    return this.querySelectorAll(t);
  };
}
function ri(t) {
  return function() {
    return ni(t.apply(this, arguments));
  };
}
function si(t) {
  typeof t == "function" ? t = ri(t) : t = fn(t);
  for (var e = this._groups, n = e.length, i = [], r = [], s = 0; s < n; ++s)
    for (var o = e[s], a = o.length, u, h = 0; h < a; ++h)
      (u = o[h]) && (i.push(t.call(u, u.__data__, h, o)), r.push(u));
  return new z(i, r);
}
function pn(t) {
  return function() {
    return this.matches(t);
  };
}
function dn(t) {
  return function(e) {
    return e.matches(t);
  };
}
var oi = Array.prototype.find;
function ai(t) {
  return function() {
    return oi.call(this.children, t);
  };
}
function ui() {
  return this.firstElementChild;
}
function hi(t) {
  return this.select(t == null ? ui : ai(typeof t == "function" ? t : dn(t)));
}
var li = Array.prototype.filter;
function ci() {
  return Array.from(this.children);
}
function fi(t) {
  return function() {
    return li.call(this.children, t);
  };
}
function pi(t) {
  return this.selectAll(t == null ? ci : fi(typeof t == "function" ? t : dn(t)));
}
function di(t) {
  typeof t != "function" && (t = pn(t));
  for (var e = this._groups, n = e.length, i = new Array(n), r = 0; r < n; ++r)
    for (var s = e[r], o = s.length, a = i[r] = [], u, h = 0; h < o; ++h)
      (u = s[h]) && t.call(u, u.__data__, h, s) && a.push(u);
  return new z(i, this._parents);
}
function gn(t) {
  return new Array(t.length);
}
function gi() {
  return new z(this._enter || this._groups.map(gn), this._parents);
}
function Xt(t, e) {
  this.ownerDocument = t.ownerDocument, this.namespaceURI = t.namespaceURI, this._next = null, this._parent = t, this.__data__ = e;
}
Xt.prototype = {
  constructor: Xt,
  appendChild: function(t) {
    return this._parent.insertBefore(t, this._next);
  },
  insertBefore: function(t, e) {
    return this._parent.insertBefore(t, e);
  },
  querySelector: function(t) {
    return this._parent.querySelector(t);
  },
  querySelectorAll: function(t) {
    return this._parent.querySelectorAll(t);
  }
};
function mi(t) {
  return function() {
    return t;
  };
}
function yi(t, e, n, i, r, s) {
  for (var o = 0, a, u = e.length, h = s.length; o < h; ++o)
    (a = e[o]) ? (a.__data__ = s[o], i[o] = a) : n[o] = new Xt(t, s[o]);
  for (; o < u; ++o)
    (a = e[o]) && (r[o] = a);
}
function wi(t, e, n, i, r, s, o) {
  var a, u, h = /* @__PURE__ */ new Map(), l = e.length, f = s.length, d = new Array(l), g;
  for (a = 0; a < l; ++a)
    (u = e[a]) && (d[a] = g = o.call(u, u.__data__, a, e) + "", h.has(g) ? r[a] = u : h.set(g, u));
  for (a = 0; a < f; ++a)
    g = o.call(t, s[a], a, s) + "", (u = h.get(g)) ? (i[a] = u, u.__data__ = s[a], h.delete(g)) : n[a] = new Xt(t, s[a]);
  for (a = 0; a < l; ++a)
    (u = e[a]) && h.get(d[a]) === u && (r[a] = u);
}
function _i(t) {
  return t.__data__;
}
function vi(t, e) {
  if (!arguments.length) return Array.from(this, _i);
  var n = e ? wi : yi, i = this._parents, r = this._groups;
  typeof t != "function" && (t = mi(t));
  for (var s = r.length, o = new Array(s), a = new Array(s), u = new Array(s), h = 0; h < s; ++h) {
    var l = i[h], f = r[h], d = f.length, g = xi(t.call(l, l && l.__data__, h, i)), b = g.length, M = a[h] = new Array(b), N = o[h] = new Array(b), w = u[h] = new Array(d);
    n(l, f, M, N, w, g, e);
    for (var O = 0, $ = 0, R, I; O < b; ++O)
      if (R = M[O]) {
        for (O >= $ && ($ = O + 1); !(I = N[$]) && ++$ < b; ) ;
        R._next = I || null;
      }
  }
  return o = new z(o, i), o._enter = a, o._exit = u, o;
}
function xi(t) {
  return typeof t == "object" && "length" in t ? t : Array.from(t);
}
function bi() {
  return new z(this._exit || this._groups.map(gn), this._parents);
}
function Mi(t, e, n) {
  var i = this.enter(), r = this, s = this.exit();
  return typeof t == "function" ? (i = t(i), i && (i = i.selection())) : i = i.append(t + ""), e != null && (r = e(r), r && (r = r.selection())), n == null ? s.remove() : n(s), i && r ? i.merge(r).order() : r;
}
function ki(t) {
  for (var e = t.selection ? t.selection() : t, n = this._groups, i = e._groups, r = n.length, s = i.length, o = Math.min(r, s), a = new Array(r), u = 0; u < o; ++u)
    for (var h = n[u], l = i[u], f = h.length, d = a[u] = new Array(f), g, b = 0; b < f; ++b)
      (g = h[b] || l[b]) && (d[b] = g);
  for (; u < r; ++u)
    a[u] = n[u];
  return new z(a, this._parents);
}
function Ei() {
  for (var t = this._groups, e = -1, n = t.length; ++e < n; )
    for (var i = t[e], r = i.length - 1, s = i[r], o; --r >= 0; )
      (o = i[r]) && (s && o.compareDocumentPosition(s) ^ 4 && s.parentNode.insertBefore(o, s), s = o);
  return this;
}
function Ni(t) {
  t || (t = Ai);
  function e(f, d) {
    return f && d ? t(f.__data__, d.__data__) : !f - !d;
  }
  for (var n = this._groups, i = n.length, r = new Array(i), s = 0; s < i; ++s) {
    for (var o = n[s], a = o.length, u = r[s] = new Array(a), h, l = 0; l < a; ++l)
      (h = o[l]) && (u[l] = h);
    u.sort(e);
  }
  return new z(r, this._parents).order();
}
function Ai(t, e) {
  return t < e ? -1 : t > e ? 1 : t >= e ? 0 : NaN;
}
function Si() {
  var t = arguments[0];
  return arguments[0] = this, t.apply(null, arguments), this;
}
function Ti() {
  return Array.from(this);
}
function Oi() {
  for (var t = this._groups, e = 0, n = t.length; e < n; ++e)
    for (var i = t[e], r = 0, s = i.length; r < s; ++r) {
      var o = i[r];
      if (o) return o;
    }
  return null;
}
function $i() {
  let t = 0;
  for (const e of this) ++t;
  return t;
}
function Pi() {
  return !this.node();
}
function Ii(t) {
  for (var e = this._groups, n = 0, i = e.length; n < i; ++n)
    for (var r = e[n], s = 0, o = r.length, a; s < o; ++s)
      (a = r[s]) && t.call(a, a.__data__, s, r);
  return this;
}
function zi(t) {
  return function() {
    this.removeAttribute(t);
  };
}
function Ri(t) {
  return function() {
    this.removeAttributeNS(t.space, t.local);
  };
}
function Di(t, e) {
  return function() {
    this.setAttribute(t, e);
  };
}
function Ci(t, e) {
  return function() {
    this.setAttributeNS(t.space, t.local, e);
  };
}
function Hi(t, e) {
  return function() {
    var n = e.apply(this, arguments);
    n == null ? this.removeAttribute(t) : this.setAttribute(t, n);
  };
}
function Li(t, e) {
  return function() {
    var n = e.apply(this, arguments);
    n == null ? this.removeAttributeNS(t.space, t.local) : this.setAttributeNS(t.space, t.local, n);
  };
}
function Ui(t, e) {
  var n = Zt(t);
  if (arguments.length < 2) {
    var i = this.node();
    return n.local ? i.getAttributeNS(n.space, n.local) : i.getAttribute(n);
  }
  return this.each((e == null ? n.local ? Ri : zi : typeof e == "function" ? n.local ? Li : Hi : n.local ? Ci : Di)(n, e));
}
function mn(t) {
  return t.ownerDocument && t.ownerDocument.defaultView || t.document && t || t.defaultView;
}
function Fi(t) {
  return function() {
    this.style.removeProperty(t);
  };
}
function Xi(t, e, n) {
  return function() {
    this.style.setProperty(t, e, n);
  };
}
function qi(t, e, n) {
  return function() {
    var i = e.apply(this, arguments);
    i == null ? this.style.removeProperty(t) : this.style.setProperty(t, i, n);
  };
}
function Yi(t, e, n) {
  return arguments.length > 1 ? this.each((e == null ? Fi : typeof e == "function" ? qi : Xi)(t, e, n ?? "")) : pt(this.node(), t);
}
function pt(t, e) {
  return t.style.getPropertyValue(e) || mn(t).getComputedStyle(t, null).getPropertyValue(e);
}
function Vi(t) {
  return function() {
    delete this[t];
  };
}
function Bi(t, e) {
  return function() {
    this[t] = e;
  };
}
function Wi(t, e) {
  return function() {
    var n = e.apply(this, arguments);
    n == null ? delete this[t] : this[t] = n;
  };
}
function Gi(t, e) {
  return arguments.length > 1 ? this.each((e == null ? Vi : typeof e == "function" ? Wi : Bi)(t, e)) : this.node()[t];
}
function yn(t) {
  return t.trim().split(/^|\s+/);
}
function Ne(t) {
  return t.classList || new wn(t);
}
function wn(t) {
  this._node = t, this._names = yn(t.getAttribute("class") || "");
}
wn.prototype = {
  add: function(t) {
    var e = this._names.indexOf(t);
    e < 0 && (this._names.push(t), this._node.setAttribute("class", this._names.join(" ")));
  },
  remove: function(t) {
    var e = this._names.indexOf(t);
    e >= 0 && (this._names.splice(e, 1), this._node.setAttribute("class", this._names.join(" ")));
  },
  contains: function(t) {
    return this._names.indexOf(t) >= 0;
  }
};
function _n(t, e) {
  for (var n = Ne(t), i = -1, r = e.length; ++i < r; ) n.add(e[i]);
}
function vn(t, e) {
  for (var n = Ne(t), i = -1, r = e.length; ++i < r; ) n.remove(e[i]);
}
function Ki(t) {
  return function() {
    _n(this, t);
  };
}
function Ji(t) {
  return function() {
    vn(this, t);
  };
}
function Qi(t, e) {
  return function() {
    (e.apply(this, arguments) ? _n : vn)(this, t);
  };
}
function Zi(t, e) {
  var n = yn(t + "");
  if (arguments.length < 2) {
    for (var i = Ne(this.node()), r = -1, s = n.length; ++r < s; ) if (!i.contains(n[r])) return !1;
    return !0;
  }
  return this.each((typeof e == "function" ? Qi : e ? Ki : Ji)(n, e));
}
function ji() {
  this.textContent = "";
}
function tr(t) {
  return function() {
    this.textContent = t;
  };
}
function er(t) {
  return function() {
    var e = t.apply(this, arguments);
    this.textContent = e ?? "";
  };
}
function nr(t) {
  return arguments.length ? this.each(t == null ? ji : (typeof t == "function" ? er : tr)(t)) : this.node().textContent;
}
function ir() {
  this.innerHTML = "";
}
function rr(t) {
  return function() {
    this.innerHTML = t;
  };
}
function sr(t) {
  return function() {
    var e = t.apply(this, arguments);
    this.innerHTML = e ?? "";
  };
}
function or(t) {
  return arguments.length ? this.each(t == null ? ir : (typeof t == "function" ? sr : rr)(t)) : this.node().innerHTML;
}
function ar() {
  this.nextSibling && this.parentNode.appendChild(this);
}
function ur() {
  return this.each(ar);
}
function hr() {
  this.previousSibling && this.parentNode.insertBefore(this, this.parentNode.firstChild);
}
function lr() {
  return this.each(hr);
}
function cr(t) {
  var e = typeof t == "function" ? t : cn(t);
  return this.select(function() {
    return this.appendChild(e.apply(this, arguments));
  });
}
function fr() {
  return null;
}
function pr(t, e) {
  var n = typeof t == "function" ? t : cn(t), i = e == null ? fr : typeof e == "function" ? e : Ee(e);
  return this.select(function() {
    return this.insertBefore(n.apply(this, arguments), i.apply(this, arguments) || null);
  });
}
function dr() {
  var t = this.parentNode;
  t && t.removeChild(this);
}
function gr() {
  return this.each(dr);
}
function mr() {
  var t = this.cloneNode(!1), e = this.parentNode;
  return e ? e.insertBefore(t, this.nextSibling) : t;
}
function yr() {
  var t = this.cloneNode(!0), e = this.parentNode;
  return e ? e.insertBefore(t, this.nextSibling) : t;
}
function wr(t) {
  return this.select(t ? yr : mr);
}
function _r(t) {
  return arguments.length ? this.property("__data__", t) : this.node().__data__;
}
function vr(t) {
  return function(e) {
    t.call(this, e, this.__data__);
  };
}
function xr(t) {
  return t.trim().split(/^|\s+/).map(function(e) {
    var n = "", i = e.indexOf(".");
    return i >= 0 && (n = e.slice(i + 1), e = e.slice(0, i)), { type: e, name: n };
  });
}
function br(t) {
  return function() {
    var e = this.__on;
    if (e) {
      for (var n = 0, i = -1, r = e.length, s; n < r; ++n)
        s = e[n], (!t.type || s.type === t.type) && s.name === t.name ? this.removeEventListener(s.type, s.listener, s.options) : e[++i] = s;
      ++i ? e.length = i : delete this.__on;
    }
  };
}
function Mr(t, e, n) {
  return function() {
    var i = this.__on, r, s = vr(e);
    if (i) {
      for (var o = 0, a = i.length; o < a; ++o)
        if ((r = i[o]).type === t.type && r.name === t.name) {
          this.removeEventListener(r.type, r.listener, r.options), this.addEventListener(r.type, r.listener = s, r.options = n), r.value = e;
          return;
        }
    }
    this.addEventListener(t.type, s, n), r = { type: t.type, name: t.name, value: e, listener: s, options: n }, i ? i.push(r) : this.__on = [r];
  };
}
function kr(t, e, n) {
  var i = xr(t + ""), r, s = i.length, o;
  if (arguments.length < 2) {
    var a = this.node().__on;
    if (a) {
      for (var u = 0, h = a.length, l; u < h; ++u)
        for (r = 0, l = a[u]; r < s; ++r)
          if ((o = i[r]).type === l.type && o.name === l.name)
            return l.value;
    }
    return;
  }
  for (a = e ? Mr : br, r = 0; r < s; ++r) this.each(a(i[r], e, n));
  return this;
}
function xn(t, e, n) {
  var i = mn(t), r = i.CustomEvent;
  typeof r == "function" ? r = new r(e, n) : (r = i.document.createEvent("Event"), n ? (r.initEvent(e, n.bubbles, n.cancelable), r.detail = n.detail) : r.initEvent(e, !1, !1)), t.dispatchEvent(r);
}
function Er(t, e) {
  return function() {
    return xn(this, t, e);
  };
}
function Nr(t, e) {
  return function() {
    return xn(this, t, e.apply(this, arguments));
  };
}
function Ar(t, e) {
  return this.each((typeof e == "function" ? Nr : Er)(t, e));
}
function* Sr() {
  for (var t = this._groups, e = 0, n = t.length; e < n; ++e)
    for (var i = t[e], r = 0, s = i.length, o; r < s; ++r)
      (o = i[r]) && (yield o);
}
var bn = [null];
function z(t, e) {
  this._groups = t, this._parents = e;
}
function St() {
  return new z([[document.documentElement]], bn);
}
function Tr() {
  return this;
}
z.prototype = St.prototype = {
  constructor: z,
  select: ei,
  selectAll: si,
  selectChild: hi,
  selectChildren: pi,
  filter: di,
  data: vi,
  enter: gi,
  exit: bi,
  join: Mi,
  merge: ki,
  selection: Tr,
  order: Ei,
  sort: Ni,
  call: Si,
  nodes: Ti,
  node: Oi,
  size: $i,
  empty: Pi,
  each: Ii,
  attr: Ui,
  style: Yi,
  property: Gi,
  classed: Zi,
  text: nr,
  html: or,
  raise: ur,
  lower: lr,
  append: cr,
  insert: pr,
  remove: gr,
  clone: wr,
  datum: _r,
  on: kr,
  dispatch: Ar,
  [Symbol.iterator]: Sr
};
function K(t) {
  return typeof t == "string" ? new z([[document.querySelector(t)]], [document.documentElement]) : new z([[t]], bn);
}
function Or(t) {
  let e;
  for (; e = t.sourceEvent; ) t = e;
  return t;
}
function et(t, e) {
  if (t = Or(t), e === void 0 && (e = t.currentTarget), e) {
    var n = e.ownerSVGElement || e;
    if (n.createSVGPoint) {
      var i = n.createSVGPoint();
      return i.x = t.clientX, i.y = t.clientY, i = i.matrixTransform(e.getScreenCTM().inverse()), [i.x, i.y];
    }
    if (e.getBoundingClientRect) {
      var r = e.getBoundingClientRect();
      return [t.clientX - r.left - e.clientLeft, t.clientY - r.top - e.clientTop];
    }
  }
  return [t.pageX, t.pageY];
}
var $r = { value: () => {
} };
function Ae() {
  for (var t = 0, e = arguments.length, n = {}, i; t < e; ++t) {
    if (!(i = arguments[t] + "") || i in n || /[\s.]/.test(i)) throw new Error("illegal type: " + i);
    n[i] = [];
  }
  return new Ht(n);
}
function Ht(t) {
  this._ = t;
}
function Pr(t, e) {
  return t.trim().split(/^|\s+/).map(function(n) {
    var i = "", r = n.indexOf(".");
    if (r >= 0 && (i = n.slice(r + 1), n = n.slice(0, r)), n && !e.hasOwnProperty(n)) throw new Error("unknown type: " + n);
    return { type: n, name: i };
  });
}
Ht.prototype = Ae.prototype = {
  constructor: Ht,
  on: function(t, e) {
    var n = this._, i = Pr(t + "", n), r, s = -1, o = i.length;
    if (arguments.length < 2) {
      for (; ++s < o; ) if ((r = (t = i[s]).type) && (r = Ir(n[r], t.name))) return r;
      return;
    }
    if (e != null && typeof e != "function") throw new Error("invalid callback: " + e);
    for (; ++s < o; )
      if (r = (t = i[s]).type) n[r] = Fe(n[r], t.name, e);
      else if (e == null) for (r in n) n[r] = Fe(n[r], t.name, null);
    return this;
  },
  copy: function() {
    var t = {}, e = this._;
    for (var n in e) t[n] = e[n].slice();
    return new Ht(t);
  },
  call: function(t, e) {
    if ((r = arguments.length - 2) > 0) for (var n = new Array(r), i = 0, r, s; i < r; ++i) n[i] = arguments[i + 2];
    if (!this._.hasOwnProperty(t)) throw new Error("unknown type: " + t);
    for (s = this._[t], i = 0, r = s.length; i < r; ++i) s[i].value.apply(e, n);
  },
  apply: function(t, e, n) {
    if (!this._.hasOwnProperty(t)) throw new Error("unknown type: " + t);
    for (var i = this._[t], r = 0, s = i.length; r < s; ++r) i[r].value.apply(e, n);
  }
};
function Ir(t, e) {
  for (var n = 0, i = t.length, r; n < i; ++n)
    if ((r = t[n]).name === e)
      return r.value;
}
function Fe(t, e, n) {
  for (var i = 0, r = t.length; i < r; ++i)
    if (t[i].name === e) {
      t[i] = $r, t = t.slice(0, i).concat(t.slice(i + 1));
      break;
    }
  return n != null && t.push({ name: e, value: n }), t;
}
const pe = { capture: !0, passive: !1 };
function de(t) {
  t.preventDefault(), t.stopImmediatePropagation();
}
function zr(t) {
  var e = t.document.documentElement, n = K(t).on("dragstart.drag", de, pe);
  "onselectstart" in e ? n.on("selectstart.drag", de, pe) : (e.__noselect = e.style.MozUserSelect, e.style.MozUserSelect = "none");
}
function Rr(t, e) {
  var n = t.document.documentElement, i = K(t).on("dragstart.drag", null);
  e && (i.on("click.drag", de, pe), setTimeout(function() {
    i.on("click.drag", null);
  }, 0)), "onselectstart" in n ? i.on("selectstart.drag", null) : (n.style.MozUserSelect = n.__noselect, delete n.__noselect);
}
function yt(t, e, n) {
  t.prototype = e.prototype = n, n.constructor = t;
}
function Tt(t, e) {
  var n = Object.create(t.prototype);
  for (var i in e) n[i] = e[i];
  return n;
}
function tt() {
}
var ut = 0.7, dt = 1 / ut, lt = "\\s*([+-]?\\d+)\\s*", Mt = "\\s*([+-]?(?:\\d*\\.)?\\d+(?:[eE][+-]?\\d+)?)\\s*", q = "\\s*([+-]?(?:\\d*\\.)?\\d+(?:[eE][+-]?\\d+)?)%\\s*", Dr = /^#([0-9a-f]{3,8})$/, Cr = new RegExp(`^rgb\\(${lt},${lt},${lt}\\)$`), Hr = new RegExp(`^rgb\\(${q},${q},${q}\\)$`), Lr = new RegExp(`^rgba\\(${lt},${lt},${lt},${Mt}\\)$`), Ur = new RegExp(`^rgba\\(${q},${q},${q},${Mt}\\)$`), Fr = new RegExp(`^hsl\\(${Mt},${q},${q}\\)$`), Xr = new RegExp(`^hsla\\(${Mt},${q},${q},${Mt}\\)$`), Xe = {
  aliceblue: 15792383,
  antiquewhite: 16444375,
  aqua: 65535,
  aquamarine: 8388564,
  azure: 15794175,
  beige: 16119260,
  bisque: 16770244,
  black: 0,
  blanchedalmond: 16772045,
  blue: 255,
  blueviolet: 9055202,
  brown: 10824234,
  burlywood: 14596231,
  cadetblue: 6266528,
  chartreuse: 8388352,
  chocolate: 13789470,
  coral: 16744272,
  cornflowerblue: 6591981,
  cornsilk: 16775388,
  crimson: 14423100,
  cyan: 65535,
  darkblue: 139,
  darkcyan: 35723,
  darkgoldenrod: 12092939,
  darkgray: 11119017,
  darkgreen: 25600,
  darkgrey: 11119017,
  darkkhaki: 12433259,
  darkmagenta: 9109643,
  darkolivegreen: 5597999,
  darkorange: 16747520,
  darkorchid: 10040012,
  darkred: 9109504,
  darksalmon: 15308410,
  darkseagreen: 9419919,
  darkslateblue: 4734347,
  darkslategray: 3100495,
  darkslategrey: 3100495,
  darkturquoise: 52945,
  darkviolet: 9699539,
  deeppink: 16716947,
  deepskyblue: 49151,
  dimgray: 6908265,
  dimgrey: 6908265,
  dodgerblue: 2003199,
  firebrick: 11674146,
  floralwhite: 16775920,
  forestgreen: 2263842,
  fuchsia: 16711935,
  gainsboro: 14474460,
  ghostwhite: 16316671,
  gold: 16766720,
  goldenrod: 14329120,
  gray: 8421504,
  green: 32768,
  greenyellow: 11403055,
  grey: 8421504,
  honeydew: 15794160,
  hotpink: 16738740,
  indianred: 13458524,
  indigo: 4915330,
  ivory: 16777200,
  khaki: 15787660,
  lavender: 15132410,
  lavenderblush: 16773365,
  lawngreen: 8190976,
  lemonchiffon: 16775885,
  lightblue: 11393254,
  lightcoral: 15761536,
  lightcyan: 14745599,
  lightgoldenrodyellow: 16448210,
  lightgray: 13882323,
  lightgreen: 9498256,
  lightgrey: 13882323,
  lightpink: 16758465,
  lightsalmon: 16752762,
  lightseagreen: 2142890,
  lightskyblue: 8900346,
  lightslategray: 7833753,
  lightslategrey: 7833753,
  lightsteelblue: 11584734,
  lightyellow: 16777184,
  lime: 65280,
  limegreen: 3329330,
  linen: 16445670,
  magenta: 16711935,
  maroon: 8388608,
  mediumaquamarine: 6737322,
  mediumblue: 205,
  mediumorchid: 12211667,
  mediumpurple: 9662683,
  mediumseagreen: 3978097,
  mediumslateblue: 8087790,
  mediumspringgreen: 64154,
  mediumturquoise: 4772300,
  mediumvioletred: 13047173,
  midnightblue: 1644912,
  mintcream: 16121850,
  mistyrose: 16770273,
  moccasin: 16770229,
  navajowhite: 16768685,
  navy: 128,
  oldlace: 16643558,
  olive: 8421376,
  olivedrab: 7048739,
  orange: 16753920,
  orangered: 16729344,
  orchid: 14315734,
  palegoldenrod: 15657130,
  palegreen: 10025880,
  paleturquoise: 11529966,
  palevioletred: 14381203,
  papayawhip: 16773077,
  peachpuff: 16767673,
  peru: 13468991,
  pink: 16761035,
  plum: 14524637,
  powderblue: 11591910,
  purple: 8388736,
  rebeccapurple: 6697881,
  red: 16711680,
  rosybrown: 12357519,
  royalblue: 4286945,
  saddlebrown: 9127187,
  salmon: 16416882,
  sandybrown: 16032864,
  seagreen: 3050327,
  seashell: 16774638,
  sienna: 10506797,
  silver: 12632256,
  skyblue: 8900331,
  slateblue: 6970061,
  slategray: 7372944,
  slategrey: 7372944,
  snow: 16775930,
  springgreen: 65407,
  steelblue: 4620980,
  tan: 13808780,
  teal: 32896,
  thistle: 14204888,
  tomato: 16737095,
  turquoise: 4251856,
  violet: 15631086,
  wheat: 16113331,
  white: 16777215,
  whitesmoke: 16119285,
  yellow: 16776960,
  yellowgreen: 10145074
};
yt(tt, kt, {
  copy(t) {
    return Object.assign(new this.constructor(), this, t);
  },
  displayable() {
    return this.rgb().displayable();
  },
  hex: qe,
  // Deprecated! Use color.formatHex.
  formatHex: qe,
  formatHex8: qr,
  formatHsl: Yr,
  formatRgb: Ye,
  toString: Ye
});
function qe() {
  return this.rgb().formatHex();
}
function qr() {
  return this.rgb().formatHex8();
}
function Yr() {
  return Mn(this).formatHsl();
}
function Ye() {
  return this.rgb().formatRgb();
}
function kt(t) {
  var e, n;
  return t = (t + "").trim().toLowerCase(), (e = Dr.exec(t)) ? (n = e[1].length, e = parseInt(e[1], 16), n === 6 ? Ve(e) : n === 3 ? new S(e >> 8 & 15 | e >> 4 & 240, e >> 4 & 15 | e & 240, (e & 15) << 4 | e & 15, 1) : n === 8 ? zt(e >> 24 & 255, e >> 16 & 255, e >> 8 & 255, (e & 255) / 255) : n === 4 ? zt(e >> 12 & 15 | e >> 8 & 240, e >> 8 & 15 | e >> 4 & 240, e >> 4 & 15 | e & 240, ((e & 15) << 4 | e & 15) / 255) : null) : (e = Cr.exec(t)) ? new S(e[1], e[2], e[3], 1) : (e = Hr.exec(t)) ? new S(e[1] * 255 / 100, e[2] * 255 / 100, e[3] * 255 / 100, 1) : (e = Lr.exec(t)) ? zt(e[1], e[2], e[3], e[4]) : (e = Ur.exec(t)) ? zt(e[1] * 255 / 100, e[2] * 255 / 100, e[3] * 255 / 100, e[4]) : (e = Fr.exec(t)) ? Ge(e[1], e[2] / 100, e[3] / 100, 1) : (e = Xr.exec(t)) ? Ge(e[1], e[2] / 100, e[3] / 100, e[4]) : Xe.hasOwnProperty(t) ? Ve(Xe[t]) : t === "transparent" ? new S(NaN, NaN, NaN, 0) : null;
}
function Ve(t) {
  return new S(t >> 16 & 255, t >> 8 & 255, t & 255, 1);
}
function zt(t, e, n, i) {
  return i <= 0 && (t = e = n = NaN), new S(t, e, n, i);
}
function Se(t) {
  return t instanceof tt || (t = kt(t)), t ? (t = t.rgb(), new S(t.r, t.g, t.b, t.opacity)) : new S();
}
function ge(t, e, n, i) {
  return arguments.length === 1 ? Se(t) : new S(t, e, n, i ?? 1);
}
function S(t, e, n, i) {
  this.r = +t, this.g = +e, this.b = +n, this.opacity = +i;
}
yt(S, ge, Tt(tt, {
  brighter(t) {
    return t = t == null ? dt : Math.pow(dt, t), new S(this.r * t, this.g * t, this.b * t, this.opacity);
  },
  darker(t) {
    return t = t == null ? ut : Math.pow(ut, t), new S(this.r * t, this.g * t, this.b * t, this.opacity);
  },
  rgb() {
    return this;
  },
  clamp() {
    return new S(ot(this.r), ot(this.g), ot(this.b), qt(this.opacity));
  },
  displayable() {
    return -0.5 <= this.r && this.r < 255.5 && -0.5 <= this.g && this.g < 255.5 && -0.5 <= this.b && this.b < 255.5 && 0 <= this.opacity && this.opacity <= 1;
  },
  hex: Be,
  // Deprecated! Use color.formatHex.
  formatHex: Be,
  formatHex8: Vr,
  formatRgb: We,
  toString: We
}));
function Be() {
  return `#${st(this.r)}${st(this.g)}${st(this.b)}`;
}
function Vr() {
  return `#${st(this.r)}${st(this.g)}${st(this.b)}${st((isNaN(this.opacity) ? 1 : this.opacity) * 255)}`;
}
function We() {
  const t = qt(this.opacity);
  return `${t === 1 ? "rgb(" : "rgba("}${ot(this.r)}, ${ot(this.g)}, ${ot(this.b)}${t === 1 ? ")" : `, ${t})`}`;
}
function qt(t) {
  return isNaN(t) ? 1 : Math.max(0, Math.min(1, t));
}
function ot(t) {
  return Math.max(0, Math.min(255, Math.round(t) || 0));
}
function st(t) {
  return t = ot(t), (t < 16 ? "0" : "") + t.toString(16);
}
function Ge(t, e, n, i) {
  return i <= 0 ? t = e = n = NaN : n <= 0 || n >= 1 ? t = e = NaN : e <= 0 && (t = NaN), new H(t, e, n, i);
}
function Mn(t) {
  if (t instanceof H) return new H(t.h, t.s, t.l, t.opacity);
  if (t instanceof tt || (t = kt(t)), !t) return new H();
  if (t instanceof H) return t;
  t = t.rgb();
  var e = t.r / 255, n = t.g / 255, i = t.b / 255, r = Math.min(e, n, i), s = Math.max(e, n, i), o = NaN, a = s - r, u = (s + r) / 2;
  return a ? (e === s ? o = (n - i) / a + (n < i) * 6 : n === s ? o = (i - e) / a + 2 : o = (e - n) / a + 4, a /= u < 0.5 ? s + r : 2 - s - r, o *= 60) : a = u > 0 && u < 1 ? 0 : o, new H(o, a, u, t.opacity);
}
function Br(t, e, n, i) {
  return arguments.length === 1 ? Mn(t) : new H(t, e, n, i ?? 1);
}
function H(t, e, n, i) {
  this.h = +t, this.s = +e, this.l = +n, this.opacity = +i;
}
yt(H, Br, Tt(tt, {
  brighter(t) {
    return t = t == null ? dt : Math.pow(dt, t), new H(this.h, this.s, this.l * t, this.opacity);
  },
  darker(t) {
    return t = t == null ? ut : Math.pow(ut, t), new H(this.h, this.s, this.l * t, this.opacity);
  },
  rgb() {
    var t = this.h % 360 + (this.h < 0) * 360, e = isNaN(t) || isNaN(this.s) ? 0 : this.s, n = this.l, i = n + (n < 0.5 ? n : 1 - n) * e, r = 2 * n - i;
    return new S(
      re(t >= 240 ? t - 240 : t + 120, r, i),
      re(t, r, i),
      re(t < 120 ? t + 240 : t - 120, r, i),
      this.opacity
    );
  },
  clamp() {
    return new H(Ke(this.h), Rt(this.s), Rt(this.l), qt(this.opacity));
  },
  displayable() {
    return (0 <= this.s && this.s <= 1 || isNaN(this.s)) && 0 <= this.l && this.l <= 1 && 0 <= this.opacity && this.opacity <= 1;
  },
  formatHsl() {
    const t = qt(this.opacity);
    return `${t === 1 ? "hsl(" : "hsla("}${Ke(this.h)}, ${Rt(this.s) * 100}%, ${Rt(this.l) * 100}%${t === 1 ? ")" : `, ${t})`}`;
  }
}));
function Ke(t) {
  return t = (t || 0) % 360, t < 0 ? t + 360 : t;
}
function Rt(t) {
  return Math.max(0, Math.min(1, t || 0));
}
function re(t, e, n) {
  return (t < 60 ? e + (n - e) * t / 60 : t < 180 ? n : t < 240 ? e + (n - e) * (240 - t) / 60 : e) * 255;
}
const kn = Math.PI / 180, En = 180 / Math.PI, Yt = 18, Nn = 0.96422, An = 1, Sn = 0.82521, Tn = 4 / 29, ct = 6 / 29, On = 3 * ct * ct, Wr = ct * ct * ct;
function $n(t) {
  if (t instanceof Y) return new Y(t.l, t.a, t.b, t.opacity);
  if (t instanceof J) return Pn(t);
  t instanceof S || (t = Se(t));
  var e = ue(t.r), n = ue(t.g), i = ue(t.b), r = se((0.2225045 * e + 0.7168786 * n + 0.0606169 * i) / An), s, o;
  return e === n && n === i ? s = o = r : (s = se((0.4360747 * e + 0.3850649 * n + 0.1430804 * i) / Nn), o = se((0.0139322 * e + 0.0971045 * n + 0.7141733 * i) / Sn)), new Y(116 * r - 16, 500 * (s - r), 200 * (r - o), t.opacity);
}
function Gr(t, e, n, i) {
  return arguments.length === 1 ? $n(t) : new Y(t, e, n, i ?? 1);
}
function Y(t, e, n, i) {
  this.l = +t, this.a = +e, this.b = +n, this.opacity = +i;
}
yt(Y, Gr, Tt(tt, {
  brighter(t) {
    return new Y(this.l + Yt * (t ?? 1), this.a, this.b, this.opacity);
  },
  darker(t) {
    return new Y(this.l - Yt * (t ?? 1), this.a, this.b, this.opacity);
  },
  rgb() {
    var t = (this.l + 16) / 116, e = isNaN(this.a) ? t : t + this.a / 500, n = isNaN(this.b) ? t : t - this.b / 200;
    return e = Nn * oe(e), t = An * oe(t), n = Sn * oe(n), new S(
      ae(3.1338561 * e - 1.6168667 * t - 0.4906146 * n),
      ae(-0.9787684 * e + 1.9161415 * t + 0.033454 * n),
      ae(0.0719453 * e - 0.2289914 * t + 1.4052427 * n),
      this.opacity
    );
  }
}));
function se(t) {
  return t > Wr ? Math.pow(t, 1 / 3) : t / On + Tn;
}
function oe(t) {
  return t > ct ? t * t * t : On * (t - Tn);
}
function ae(t) {
  return 255 * (t <= 31308e-7 ? 12.92 * t : 1.055 * Math.pow(t, 1 / 2.4) - 0.055);
}
function ue(t) {
  return (t /= 255) <= 0.04045 ? t / 12.92 : Math.pow((t + 0.055) / 1.055, 2.4);
}
function Kr(t) {
  if (t instanceof J) return new J(t.h, t.c, t.l, t.opacity);
  if (t instanceof Y || (t = $n(t)), t.a === 0 && t.b === 0) return new J(NaN, 0 < t.l && t.l < 100 ? 0 : NaN, t.l, t.opacity);
  var e = Math.atan2(t.b, t.a) * En;
  return new J(e < 0 ? e + 360 : e, Math.sqrt(t.a * t.a + t.b * t.b), t.l, t.opacity);
}
function Jr(t, e, n, i) {
  return arguments.length === 1 ? Kr(t) : new J(t, e, n, i ?? 1);
}
function J(t, e, n, i) {
  this.h = +t, this.c = +e, this.l = +n, this.opacity = +i;
}
function Pn(t) {
  if (isNaN(t.h)) return new Y(t.l, 0, 0, t.opacity);
  var e = t.h * kn;
  return new Y(t.l, Math.cos(e) * t.c, Math.sin(e) * t.c, t.opacity);
}
yt(J, Jr, Tt(tt, {
  brighter(t) {
    return new J(this.h, this.c, this.l + Yt * (t ?? 1), this.opacity);
  },
  darker(t) {
    return new J(this.h, this.c, this.l - Yt * (t ?? 1), this.opacity);
  },
  rgb() {
    return Pn(this).rgb();
  }
}));
var In = -0.14861, Te = 1.78277, Oe = -0.29227, jt = -0.90649, Et = 1.97294, Je = Et * jt, Qe = Et * Te, Ze = Te * Oe - jt * In;
function Qr(t) {
  if (t instanceof at) return new at(t.h, t.s, t.l, t.opacity);
  t instanceof S || (t = Se(t));
  var e = t.r / 255, n = t.g / 255, i = t.b / 255, r = (Ze * i + Je * e - Qe * n) / (Ze + Je - Qe), s = i - r, o = (Et * (n - r) - Oe * s) / jt, a = Math.sqrt(o * o + s * s) / (Et * r * (1 - r)), u = a ? Math.atan2(o, s) * En - 120 : NaN;
  return new at(u < 0 ? u + 360 : u, a, r, t.opacity);
}
function me(t, e, n, i) {
  return arguments.length === 1 ? Qr(t) : new at(t, e, n, i ?? 1);
}
function at(t, e, n, i) {
  this.h = +t, this.s = +e, this.l = +n, this.opacity = +i;
}
yt(at, me, Tt(tt, {
  brighter(t) {
    return t = t == null ? dt : Math.pow(dt, t), new at(this.h, this.s, this.l * t, this.opacity);
  },
  darker(t) {
    return t = t == null ? ut : Math.pow(ut, t), new at(this.h, this.s, this.l * t, this.opacity);
  },
  rgb() {
    var t = isNaN(this.h) ? 0 : (this.h + 120) * kn, e = +this.l, n = isNaN(this.s) ? 0 : this.s * e * (1 - e), i = Math.cos(t), r = Math.sin(t);
    return new S(
      255 * (e + n * (In * i + Te * r)),
      255 * (e + n * (Oe * i + jt * r)),
      255 * (e + n * (Et * i)),
      this.opacity
    );
  }
}));
var $e = (t) => () => t;
function zn(t, e) {
  return function(n) {
    return t + n * e;
  };
}
function Zr(t, e, n) {
  return t = Math.pow(t, n), e = Math.pow(e, n) - t, n = 1 / n, function(i) {
    return Math.pow(t + i * e, n);
  };
}
function jr(t, e) {
  var n = e - t;
  return n ? zn(t, n > 180 || n < -180 ? n - 360 * Math.round(n / 360) : n) : $e(isNaN(t) ? e : t);
}
function ts(t) {
  return (t = +t) == 1 ? ft : function(e, n) {
    return n - e ? Zr(e, n, t) : $e(isNaN(e) ? n : e);
  };
}
function ft(t, e) {
  var n = e - t;
  return n ? zn(t, n) : $e(isNaN(t) ? e : t);
}
var je = (function t(e) {
  var n = ts(e);
  function i(r, s) {
    var o = n((r = ge(r)).r, (s = ge(s)).r), a = n(r.g, s.g), u = n(r.b, s.b), h = ft(r.opacity, s.opacity);
    return function(l) {
      return r.r = o(l), r.g = a(l), r.b = u(l), r.opacity = h(l), r + "";
    };
  }
  return i.gamma = t, i;
})(1);
function j(t, e) {
  return t = +t, e = +e, function(n) {
    return t * (1 - n) + e * n;
  };
}
var ye = /[-+]?(?:\d+\.?\d*|\.?\d+)(?:[eE][-+]?\d+)?/g, he = new RegExp(ye.source, "g");
function es(t) {
  return function() {
    return t;
  };
}
function ns(t) {
  return function(e) {
    return t(e) + "";
  };
}
function is(t, e) {
  var n = ye.lastIndex = he.lastIndex = 0, i, r, s, o = -1, a = [], u = [];
  for (t = t + "", e = e + ""; (i = ye.exec(t)) && (r = he.exec(e)); )
    (s = r.index) > n && (s = e.slice(n, s), a[o] ? a[o] += s : a[++o] = s), (i = i[0]) === (r = r[0]) ? a[o] ? a[o] += r : a[++o] = r : (a[++o] = null, u.push({ i: o, x: j(i, r) })), n = he.lastIndex;
  return n < e.length && (s = e.slice(n), a[o] ? a[o] += s : a[++o] = s), a.length < 2 ? u[0] ? ns(u[0].x) : es(e) : (e = u.length, function(h) {
    for (var l = 0, f; l < e; ++l) a[(f = u[l]).i] = f.x(h);
    return a.join("");
  });
}
var tn = 180 / Math.PI, we = {
  translateX: 0,
  translateY: 0,
  rotate: 0,
  skewX: 0,
  scaleX: 1,
  scaleY: 1
};
function Rn(t, e, n, i, r, s) {
  var o, a, u;
  return (o = Math.sqrt(t * t + e * e)) && (t /= o, e /= o), (u = t * n + e * i) && (n -= t * u, i -= e * u), (a = Math.sqrt(n * n + i * i)) && (n /= a, i /= a, u /= a), t * i < e * n && (t = -t, e = -e, u = -u, o = -o), {
    translateX: r,
    translateY: s,
    rotate: Math.atan2(e, t) * tn,
    skewX: Math.atan(u) * tn,
    scaleX: o,
    scaleY: a
  };
}
var Dt;
function rs(t) {
  const e = new (typeof DOMMatrix == "function" ? DOMMatrix : WebKitCSSMatrix)(t + "");
  return e.isIdentity ? we : Rn(e.a, e.b, e.c, e.d, e.e, e.f);
}
function ss(t) {
  return t == null || (Dt || (Dt = document.createElementNS("http://www.w3.org/2000/svg", "g")), Dt.setAttribute("transform", t), !(t = Dt.transform.baseVal.consolidate())) ? we : (t = t.matrix, Rn(t.a, t.b, t.c, t.d, t.e, t.f));
}
function Dn(t, e, n, i) {
  function r(h) {
    return h.length ? h.pop() + " " : "";
  }
  function s(h, l, f, d, g, b) {
    if (h !== f || l !== d) {
      var M = g.push("translate(", null, e, null, n);
      b.push({ i: M - 4, x: j(h, f) }, { i: M - 2, x: j(l, d) });
    } else (f || d) && g.push("translate(" + f + e + d + n);
  }
  function o(h, l, f, d) {
    h !== l ? (h - l > 180 ? l += 360 : l - h > 180 && (h += 360), d.push({ i: f.push(r(f) + "rotate(", null, i) - 2, x: j(h, l) })) : l && f.push(r(f) + "rotate(" + l + i);
  }
  function a(h, l, f, d) {
    h !== l ? d.push({ i: f.push(r(f) + "skewX(", null, i) - 2, x: j(h, l) }) : l && f.push(r(f) + "skewX(" + l + i);
  }
  function u(h, l, f, d, g, b) {
    if (h !== f || l !== d) {
      var M = g.push(r(g) + "scale(", null, ",", null, ")");
      b.push({ i: M - 4, x: j(h, f) }, { i: M - 2, x: j(l, d) });
    } else (f !== 1 || d !== 1) && g.push(r(g) + "scale(" + f + "," + d + ")");
  }
  return function(h, l) {
    var f = [], d = [];
    return h = t(h), l = t(l), s(h.translateX, h.translateY, l.translateX, l.translateY, f, d), o(h.rotate, l.rotate, f, d), a(h.skewX, l.skewX, f, d), u(h.scaleX, h.scaleY, l.scaleX, l.scaleY, f, d), h = l = null, function(g) {
      for (var b = -1, M = d.length, N; ++b < M; ) f[(N = d[b]).i] = N.x(g);
      return f.join("");
    };
  };
}
var os = Dn(rs, "px, ", "px)", "deg)"), as = Dn(ss, ", ", ")", ")"), us = 1e-12;
function en(t) {
  return ((t = Math.exp(t)) + 1 / t) / 2;
}
function hs(t) {
  return ((t = Math.exp(t)) - 1 / t) / 2;
}
function ls(t) {
  return ((t = Math.exp(2 * t)) - 1) / (t + 1);
}
var cs = (function t(e, n, i) {
  function r(s, o) {
    var a = s[0], u = s[1], h = s[2], l = o[0], f = o[1], d = o[2], g = l - a, b = f - u, M = g * g + b * b, N, w;
    if (M < us)
      w = Math.log(d / h) / e, N = function(P) {
        return [
          a + P * g,
          u + P * b,
          h * Math.exp(e * P * w)
        ];
      };
    else {
      var O = Math.sqrt(M), $ = (d * d - h * h + i * M) / (2 * h * n * O), R = (d * d - h * h - i * M) / (2 * d * n * O), I = Math.log(Math.sqrt($ * $ + 1) - $), E = Math.log(Math.sqrt(R * R + 1) - R);
      w = (E - I) / e, N = function(P) {
        var $t = P * w, Pt = en(I), It = h / (n * O) * (Pt * ls(e * $t + I) - hs(I));
        return [
          a + It * g,
          u + It * b,
          h * Pt / en(e * $t + I)
        ];
      };
    }
    return N.duration = Math.abs(w) * 1e3 * e / Math.SQRT2, N;
  }
  return r.rho = function(s) {
    var o = Math.max(1e-3, +s), a = o * o, u = a * a;
    return t(o, a, u);
  }, r;
})(Math.SQRT2, 2, 4);
function Cn(t) {
  return (function e(n) {
    n = +n;
    function i(r, s) {
      var o = t((r = me(r)).h, (s = me(s)).h), a = ft(r.s, s.s), u = ft(r.l, s.l), h = ft(r.opacity, s.opacity);
      return function(l) {
        return r.h = o(l), r.s = a(l), r.l = u(Math.pow(l, n)), r.opacity = h(l), r + "";
      };
    }
    return i.gamma = e, i;
  })(1);
}
Cn(jr);
Cn(ft);
var gt = 0, vt = 0, wt = 0, Hn = 1e3, Vt, xt, Bt = 0, ht = 0, te = 0, Nt = typeof performance == "object" && performance.now ? performance : Date, Ln = typeof window == "object" && window.requestAnimationFrame ? window.requestAnimationFrame.bind(window) : function(t) {
  setTimeout(t, 17);
};
function Pe() {
  return ht || (Ln(fs), ht = Nt.now() + te);
}
function fs() {
  ht = 0;
}
function Wt() {
  this._call = this._time = this._next = null;
}
Wt.prototype = Un.prototype = {
  constructor: Wt,
  restart: function(t, e, n) {
    if (typeof t != "function") throw new TypeError("callback is not a function");
    n = (n == null ? Pe() : +n) + (e == null ? 0 : +e), !this._next && xt !== this && (xt ? xt._next = this : Vt = this, xt = this), this._call = t, this._time = n, _e();
  },
  stop: function() {
    this._call && (this._call = null, this._time = 1 / 0, _e());
  }
};
function Un(t, e, n) {
  var i = new Wt();
  return i.restart(t, e, n), i;
}
function ps() {
  Pe(), ++gt;
  for (var t = Vt, e; t; )
    (e = ht - t._time) >= 0 && t._call.call(void 0, e), t = t._next;
  --gt;
}
function nn() {
  ht = (Bt = Nt.now()) + te, gt = vt = 0;
  try {
    ps();
  } finally {
    gt = 0, gs(), ht = 0;
  }
}
function ds() {
  var t = Nt.now(), e = t - Bt;
  e > Hn && (te -= e, Bt = t);
}
function gs() {
  for (var t, e = Vt, n, i = 1 / 0; e; )
    e._call ? (i > e._time && (i = e._time), t = e, e = e._next) : (n = e._next, e._next = null, e = t ? t._next = n : Vt = n);
  xt = t, _e(i);
}
function _e(t) {
  if (!gt) {
    vt && (vt = clearTimeout(vt));
    var e = t - ht;
    e > 24 ? (t < 1 / 0 && (vt = setTimeout(nn, Math.ceil(t - Nt.now() - te) + 1)), wt && (wt = clearInterval(wt))) : (wt || (Bt = Nt.now(), wt = setInterval(ds, Hn)), gt = 1, Ln(nn));
  }
}
function rn(t, e, n) {
  var i = new Wt();
  return e = e == null ? 0 : +e, i.restart((r) => {
    i.stop(), t(r + e);
  }, e, n), i;
}
function ms(t) {
  return ((t *= 2) <= 1 ? t * t * t : (t -= 2) * t * t + 2) / 2;
}
var Ie = 3;
(function t(e) {
  e = +e;
  function n(i) {
    return Math.pow(i, e);
  }
  return n.exponent = t, n;
})(Ie);
(function t(e) {
  e = +e;
  function n(i) {
    return 1 - Math.pow(1 - i, e);
  }
  return n.exponent = t, n;
})(Ie);
(function t(e) {
  e = +e;
  function n(i) {
    return ((i *= 2) <= 1 ? Math.pow(i, e) : 2 - Math.pow(2 - i, e)) / 2;
  }
  return n.exponent = t, n;
})(Ie);
function Gt(t) {
  return (Math.pow(2, -10 * t) - 9765625e-10) * 1.0009775171065494;
}
var ze = 1.70158;
(function t(e) {
  e = +e;
  function n(i) {
    return (i = +i) * i * (e * (i - 1) + i);
  }
  return n.overshoot = t, n;
})(ze);
(function t(e) {
  e = +e;
  function n(i) {
    return --i * i * ((i + 1) * e + i) + 1;
  }
  return n.overshoot = t, n;
})(ze);
(function t(e) {
  e = +e;
  function n(i) {
    return ((i *= 2) < 1 ? i * i * ((e + 1) * i - e) : (i -= 2) * i * ((e + 1) * i + e) + 2) / 2;
  }
  return n.overshoot = t, n;
})(ze);
var mt = 2 * Math.PI, Re = 1, De = 0.3;
(function t(e, n) {
  var i = Math.asin(1 / (e = Math.max(1, e))) * (n /= mt);
  function r(s) {
    return e * Gt(- --s) * Math.sin((i - s) / n);
  }
  return r.amplitude = function(s) {
    return t(s, n * mt);
  }, r.period = function(s) {
    return t(e, s);
  }, r;
})(Re, De);
(function t(e, n) {
  var i = Math.asin(1 / (e = Math.max(1, e))) * (n /= mt);
  function r(s) {
    return 1 - e * Gt(s = +s) * Math.sin((s + i) / n);
  }
  return r.amplitude = function(s) {
    return t(s, n * mt);
  }, r.period = function(s) {
    return t(e, s);
  }, r;
})(Re, De);
(function t(e, n) {
  var i = Math.asin(1 / (e = Math.max(1, e))) * (n /= mt);
  function r(s) {
    return ((s = s * 2 - 1) < 0 ? e * Gt(-s) * Math.sin((i - s) / n) : 2 - e * Gt(s) * Math.sin((i + s) / n)) / 2;
  }
  return r.amplitude = function(s) {
    return t(s, n * mt);
  }, r.period = function(s) {
    return t(e, s);
  }, r;
})(Re, De);
var ys = Ae("start", "end", "cancel", "interrupt"), ws = [], Fn = 0, sn = 1, ve = 2, Lt = 3, on = 4, xe = 5, Ut = 6;
function ee(t, e, n, i, r, s) {
  var o = t.__transition;
  if (!o) t.__transition = {};
  else if (n in o) return;
  _s(t, n, {
    name: e,
    index: i,
    // For context during callback.
    group: r,
    // For context during callback.
    on: ys,
    tween: ws,
    time: s.time,
    delay: s.delay,
    duration: s.duration,
    ease: s.ease,
    timer: null,
    state: Fn
  });
}
function Ce(t, e) {
  var n = L(t, e);
  if (n.state > Fn) throw new Error("too late; already scheduled");
  return n;
}
function V(t, e) {
  var n = L(t, e);
  if (n.state > Lt) throw new Error("too late; already running");
  return n;
}
function L(t, e) {
  var n = t.__transition;
  if (!n || !(n = n[e])) throw new Error("transition not found");
  return n;
}
function _s(t, e, n) {
  var i = t.__transition, r;
  i[e] = n, n.timer = Un(s, 0, n.time);
  function s(h) {
    n.state = sn, n.timer.restart(o, n.delay, n.time), n.delay <= h && o(h - n.delay);
  }
  function o(h) {
    var l, f, d, g;
    if (n.state !== sn) return u();
    for (l in i)
      if (g = i[l], g.name === n.name) {
        if (g.state === Lt) return rn(o);
        g.state === on ? (g.state = Ut, g.timer.stop(), g.on.call("interrupt", t, t.__data__, g.index, g.group), delete i[l]) : +l < e && (g.state = Ut, g.timer.stop(), g.on.call("cancel", t, t.__data__, g.index, g.group), delete i[l]);
      }
    if (rn(function() {
      n.state === Lt && (n.state = on, n.timer.restart(a, n.delay, n.time), a(h));
    }), n.state = ve, n.on.call("start", t, t.__data__, n.index, n.group), n.state === ve) {
      for (n.state = Lt, r = new Array(d = n.tween.length), l = 0, f = -1; l < d; ++l)
        (g = n.tween[l].value.call(t, t.__data__, n.index, n.group)) && (r[++f] = g);
      r.length = f + 1;
    }
  }
  function a(h) {
    for (var l = h < n.duration ? n.ease.call(null, h / n.duration) : (n.timer.restart(u), n.state = xe, 1), f = -1, d = r.length; ++f < d; )
      r[f].call(t, l);
    n.state === xe && (n.on.call("end", t, t.__data__, n.index, n.group), u());
  }
  function u() {
    n.state = Ut, n.timer.stop(), delete i[e];
    for (var h in i) return;
    delete t.__transition;
  }
}
function Ft(t, e) {
  var n = t.__transition, i, r, s = !0, o;
  if (n) {
    e = e == null ? null : e + "";
    for (o in n) {
      if ((i = n[o]).name !== e) {
        s = !1;
        continue;
      }
      r = i.state > ve && i.state < xe, i.state = Ut, i.timer.stop(), i.on.call(r ? "interrupt" : "cancel", t, t.__data__, i.index, i.group), delete n[o];
    }
    s && delete t.__transition;
  }
}
function vs(t) {
  return this.each(function() {
    Ft(this, t);
  });
}
function xs(t, e) {
  var n, i;
  return function() {
    var r = V(this, t), s = r.tween;
    if (s !== n) {
      i = n = s;
      for (var o = 0, a = i.length; o < a; ++o)
        if (i[o].name === e) {
          i = i.slice(), i.splice(o, 1);
          break;
        }
    }
    r.tween = i;
  };
}
function bs(t, e, n) {
  var i, r;
  if (typeof n != "function") throw new Error();
  return function() {
    var s = V(this, t), o = s.tween;
    if (o !== i) {
      r = (i = o).slice();
      for (var a = { name: e, value: n }, u = 0, h = r.length; u < h; ++u)
        if (r[u].name === e) {
          r[u] = a;
          break;
        }
      u === h && r.push(a);
    }
    s.tween = r;
  };
}
function Ms(t, e) {
  var n = this._id;
  if (t += "", arguments.length < 2) {
    for (var i = L(this.node(), n).tween, r = 0, s = i.length, o; r < s; ++r)
      if ((o = i[r]).name === t)
        return o.value;
    return null;
  }
  return this.each((e == null ? xs : bs)(n, t, e));
}
function He(t, e, n) {
  var i = t._id;
  return t.each(function() {
    var r = V(this, i);
    (r.value || (r.value = {}))[e] = n.apply(this, arguments);
  }), function(r) {
    return L(r, i).value[e];
  };
}
function Xn(t, e) {
  var n;
  return (typeof e == "number" ? j : e instanceof kt ? je : (n = kt(e)) ? (e = n, je) : is)(t, e);
}
function ks(t) {
  return function() {
    this.removeAttribute(t);
  };
}
function Es(t) {
  return function() {
    this.removeAttributeNS(t.space, t.local);
  };
}
function Ns(t, e, n) {
  var i, r = n + "", s;
  return function() {
    var o = this.getAttribute(t);
    return o === r ? null : o === i ? s : s = e(i = o, n);
  };
}
function As(t, e, n) {
  var i, r = n + "", s;
  return function() {
    var o = this.getAttributeNS(t.space, t.local);
    return o === r ? null : o === i ? s : s = e(i = o, n);
  };
}
function Ss(t, e, n) {
  var i, r, s;
  return function() {
    var o, a = n(this), u;
    return a == null ? void this.removeAttribute(t) : (o = this.getAttribute(t), u = a + "", o === u ? null : o === i && u === r ? s : (r = u, s = e(i = o, a)));
  };
}
function Ts(t, e, n) {
  var i, r, s;
  return function() {
    var o, a = n(this), u;
    return a == null ? void this.removeAttributeNS(t.space, t.local) : (o = this.getAttributeNS(t.space, t.local), u = a + "", o === u ? null : o === i && u === r ? s : (r = u, s = e(i = o, a)));
  };
}
function Os(t, e) {
  var n = Zt(t), i = n === "transform" ? as : Xn;
  return this.attrTween(t, typeof e == "function" ? (n.local ? Ts : Ss)(n, i, He(this, "attr." + t, e)) : e == null ? (n.local ? Es : ks)(n) : (n.local ? As : Ns)(n, i, e));
}
function $s(t, e) {
  return function(n) {
    this.setAttribute(t, e.call(this, n));
  };
}
function Ps(t, e) {
  return function(n) {
    this.setAttributeNS(t.space, t.local, e.call(this, n));
  };
}
function Is(t, e) {
  var n, i;
  function r() {
    var s = e.apply(this, arguments);
    return s !== i && (n = (i = s) && Ps(t, s)), n;
  }
  return r._value = e, r;
}
function zs(t, e) {
  var n, i;
  function r() {
    var s = e.apply(this, arguments);
    return s !== i && (n = (i = s) && $s(t, s)), n;
  }
  return r._value = e, r;
}
function Rs(t, e) {
  var n = "attr." + t;
  if (arguments.length < 2) return (n = this.tween(n)) && n._value;
  if (e == null) return this.tween(n, null);
  if (typeof e != "function") throw new Error();
  var i = Zt(t);
  return this.tween(n, (i.local ? Is : zs)(i, e));
}
function Ds(t, e) {
  return function() {
    Ce(this, t).delay = +e.apply(this, arguments);
  };
}
function Cs(t, e) {
  return e = +e, function() {
    Ce(this, t).delay = e;
  };
}
function Hs(t) {
  var e = this._id;
  return arguments.length ? this.each((typeof t == "function" ? Ds : Cs)(e, t)) : L(this.node(), e).delay;
}
function Ls(t, e) {
  return function() {
    V(this, t).duration = +e.apply(this, arguments);
  };
}
function Us(t, e) {
  return e = +e, function() {
    V(this, t).duration = e;
  };
}
function Fs(t) {
  var e = this._id;
  return arguments.length ? this.each((typeof t == "function" ? Ls : Us)(e, t)) : L(this.node(), e).duration;
}
function Xs(t, e) {
  if (typeof e != "function") throw new Error();
  return function() {
    V(this, t).ease = e;
  };
}
function qs(t) {
  var e = this._id;
  return arguments.length ? this.each(Xs(e, t)) : L(this.node(), e).ease;
}
function Ys(t, e) {
  return function() {
    var n = e.apply(this, arguments);
    if (typeof n != "function") throw new Error();
    V(this, t).ease = n;
  };
}
function Vs(t) {
  if (typeof t != "function") throw new Error();
  return this.each(Ys(this._id, t));
}
function Bs(t) {
  typeof t != "function" && (t = pn(t));
  for (var e = this._groups, n = e.length, i = new Array(n), r = 0; r < n; ++r)
    for (var s = e[r], o = s.length, a = i[r] = [], u, h = 0; h < o; ++h)
      (u = s[h]) && t.call(u, u.__data__, h, s) && a.push(u);
  return new Z(i, this._parents, this._name, this._id);
}
function Ws(t) {
  if (t._id !== this._id) throw new Error();
  for (var e = this._groups, n = t._groups, i = e.length, r = n.length, s = Math.min(i, r), o = new Array(i), a = 0; a < s; ++a)
    for (var u = e[a], h = n[a], l = u.length, f = o[a] = new Array(l), d, g = 0; g < l; ++g)
      (d = u[g] || h[g]) && (f[g] = d);
  for (; a < i; ++a)
    o[a] = e[a];
  return new Z(o, this._parents, this._name, this._id);
}
function Gs(t) {
  return (t + "").trim().split(/^|\s+/).every(function(e) {
    var n = e.indexOf(".");
    return n >= 0 && (e = e.slice(0, n)), !e || e === "start";
  });
}
function Ks(t, e, n) {
  var i, r, s = Gs(e) ? Ce : V;
  return function() {
    var o = s(this, t), a = o.on;
    a !== i && (r = (i = a).copy()).on(e, n), o.on = r;
  };
}
function Js(t, e) {
  var n = this._id;
  return arguments.length < 2 ? L(this.node(), n).on.on(t) : this.each(Ks(n, t, e));
}
function Qs(t) {
  return function() {
    var e = this.parentNode;
    for (var n in this.__transition) if (+n !== t) return;
    e && e.removeChild(this);
  };
}
function Zs() {
  return this.on("end.remove", Qs(this._id));
}
function js(t) {
  var e = this._name, n = this._id;
  typeof t != "function" && (t = Ee(t));
  for (var i = this._groups, r = i.length, s = new Array(r), o = 0; o < r; ++o)
    for (var a = i[o], u = a.length, h = s[o] = new Array(u), l, f, d = 0; d < u; ++d)
      (l = a[d]) && (f = t.call(l, l.__data__, d, a)) && ("__data__" in l && (f.__data__ = l.__data__), h[d] = f, ee(h[d], e, n, d, h, L(l, n)));
  return new Z(s, this._parents, e, n);
}
function to(t) {
  var e = this._name, n = this._id;
  typeof t != "function" && (t = fn(t));
  for (var i = this._groups, r = i.length, s = [], o = [], a = 0; a < r; ++a)
    for (var u = i[a], h = u.length, l, f = 0; f < h; ++f)
      if (l = u[f]) {
        for (var d = t.call(l, l.__data__, f, u), g, b = L(l, n), M = 0, N = d.length; M < N; ++M)
          (g = d[M]) && ee(g, e, n, M, d, b);
        s.push(d), o.push(l);
      }
  return new Z(s, o, e, n);
}
var eo = St.prototype.constructor;
function no() {
  return new eo(this._groups, this._parents);
}
function io(t, e) {
  var n, i, r;
  return function() {
    var s = pt(this, t), o = (this.style.removeProperty(t), pt(this, t));
    return s === o ? null : s === n && o === i ? r : r = e(n = s, i = o);
  };
}
function qn(t) {
  return function() {
    this.style.removeProperty(t);
  };
}
function ro(t, e, n) {
  var i, r = n + "", s;
  return function() {
    var o = pt(this, t);
    return o === r ? null : o === i ? s : s = e(i = o, n);
  };
}
function so(t, e, n) {
  var i, r, s;
  return function() {
    var o = pt(this, t), a = n(this), u = a + "";
    return a == null && (u = a = (this.style.removeProperty(t), pt(this, t))), o === u ? null : o === i && u === r ? s : (r = u, s = e(i = o, a));
  };
}
function oo(t, e) {
  var n, i, r, s = "style." + e, o = "end." + s, a;
  return function() {
    var u = V(this, t), h = u.on, l = u.value[s] == null ? a || (a = qn(e)) : void 0;
    (h !== n || r !== l) && (i = (n = h).copy()).on(o, r = l), u.on = i;
  };
}
function ao(t, e, n) {
  var i = (t += "") == "transform" ? os : Xn;
  return e == null ? this.styleTween(t, io(t, i)).on("end.style." + t, qn(t)) : typeof e == "function" ? this.styleTween(t, so(t, i, He(this, "style." + t, e))).each(oo(this._id, t)) : this.styleTween(t, ro(t, i, e), n).on("end.style." + t, null);
}
function uo(t, e, n) {
  return function(i) {
    this.style.setProperty(t, e.call(this, i), n);
  };
}
function ho(t, e, n) {
  var i, r;
  function s() {
    var o = e.apply(this, arguments);
    return o !== r && (i = (r = o) && uo(t, o, n)), i;
  }
  return s._value = e, s;
}
function lo(t, e, n) {
  var i = "style." + (t += "");
  if (arguments.length < 2) return (i = this.tween(i)) && i._value;
  if (e == null) return this.tween(i, null);
  if (typeof e != "function") throw new Error();
  return this.tween(i, ho(t, e, n ?? ""));
}
function co(t) {
  return function() {
    this.textContent = t;
  };
}
function fo(t) {
  return function() {
    var e = t(this);
    this.textContent = e ?? "";
  };
}
function po(t) {
  return this.tween("text", typeof t == "function" ? fo(He(this, "text", t)) : co(t == null ? "" : t + ""));
}
function go(t) {
  return function(e) {
    this.textContent = t.call(this, e);
  };
}
function mo(t) {
  var e, n;
  function i() {
    var r = t.apply(this, arguments);
    return r !== n && (e = (n = r) && go(r)), e;
  }
  return i._value = t, i;
}
function yo(t) {
  var e = "text";
  if (arguments.length < 1) return (e = this.tween(e)) && e._value;
  if (t == null) return this.tween(e, null);
  if (typeof t != "function") throw new Error();
  return this.tween(e, mo(t));
}
function wo() {
  for (var t = this._name, e = this._id, n = Yn(), i = this._groups, r = i.length, s = 0; s < r; ++s)
    for (var o = i[s], a = o.length, u, h = 0; h < a; ++h)
      if (u = o[h]) {
        var l = L(u, e);
        ee(u, t, n, h, o, {
          time: l.time + l.delay + l.duration,
          delay: 0,
          duration: l.duration,
          ease: l.ease
        });
      }
  return new Z(i, this._parents, t, n);
}
function _o() {
  var t, e, n = this, i = n._id, r = n.size();
  return new Promise(function(s, o) {
    var a = { value: o }, u = { value: function() {
      --r === 0 && s();
    } };
    n.each(function() {
      var h = V(this, i), l = h.on;
      l !== t && (e = (t = l).copy(), e._.cancel.push(a), e._.interrupt.push(a), e._.end.push(u)), h.on = e;
    }), r === 0 && s();
  });
}
var vo = 0;
function Z(t, e, n, i) {
  this._groups = t, this._parents = e, this._name = n, this._id = i;
}
function Yn() {
  return ++vo;
}
var G = St.prototype;
Z.prototype = {
  constructor: Z,
  select: js,
  selectAll: to,
  selectChild: G.selectChild,
  selectChildren: G.selectChildren,
  filter: Bs,
  merge: Ws,
  selection: no,
  transition: wo,
  call: G.call,
  nodes: G.nodes,
  node: G.node,
  size: G.size,
  empty: G.empty,
  each: G.each,
  on: Js,
  attr: Os,
  attrTween: Rs,
  style: ao,
  styleTween: lo,
  text: po,
  textTween: yo,
  remove: Zs,
  tween: Ms,
  delay: Hs,
  duration: Fs,
  ease: qs,
  easeVarying: Vs,
  end: _o,
  [Symbol.iterator]: G[Symbol.iterator]
};
var xo = {
  time: null,
  // Set on use.
  delay: 0,
  duration: 250,
  ease: ms
};
function bo(t, e) {
  for (var n; !(n = t.__transition) || !(n = n[e]); )
    if (!(t = t.parentNode))
      throw new Error(`transition ${e} not found`);
  return n;
}
function Mo(t) {
  var e, n;
  t instanceof Z ? (e = t._id, t = t._name) : (e = Yn(), (n = xo).time = Pe(), t = t == null ? null : t + "");
  for (var i = this._groups, r = i.length, s = 0; s < r; ++s)
    for (var o = i[s], a = o.length, u, h = 0; h < a; ++h)
      (u = o[h]) && ee(u, t, e, h, o, n || bo(u, e));
  return new Z(i, this._parents, t, e);
}
St.prototype.interrupt = vs;
St.prototype.transition = Mo;
const Ct = (t) => () => t;
function ko(t, {
  sourceEvent: e,
  target: n,
  transform: i,
  dispatch: r
}) {
  Object.defineProperties(this, {
    type: { value: t, enumerable: !0, configurable: !0 },
    sourceEvent: { value: e, enumerable: !0, configurable: !0 },
    target: { value: n, enumerable: !0, configurable: !0 },
    transform: { value: i, enumerable: !0, configurable: !0 },
    _: { value: r }
  });
}
function Q(t, e, n) {
  this.k = t, this.x = e, this.y = n;
}
Q.prototype = {
  constructor: Q,
  scale: function(t) {
    return t === 1 ? this : new Q(this.k * t, this.x, this.y);
  },
  translate: function(t, e) {
    return t === 0 & e === 0 ? this : new Q(this.k, this.x + this.k * t, this.y + this.k * e);
  },
  apply: function(t) {
    return [t[0] * this.k + this.x, t[1] * this.k + this.y];
  },
  applyX: function(t) {
    return t * this.k + this.x;
  },
  applyY: function(t) {
    return t * this.k + this.y;
  },
  invert: function(t) {
    return [(t[0] - this.x) / this.k, (t[1] - this.y) / this.k];
  },
  invertX: function(t) {
    return (t - this.x) / this.k;
  },
  invertY: function(t) {
    return (t - this.y) / this.k;
  },
  rescaleX: function(t) {
    return t.copy().domain(t.range().map(this.invertX, this).map(t.invert, t));
  },
  rescaleY: function(t) {
    return t.copy().domain(t.range().map(this.invertY, this).map(t.invert, t));
  },
  toString: function() {
    return "translate(" + this.x + "," + this.y + ") scale(" + this.k + ")";
  }
};
var Kt = new Q(1, 0, 0);
Q.prototype;
function le(t) {
  t.stopImmediatePropagation();
}
function _t(t) {
  t.preventDefault(), t.stopImmediatePropagation();
}
function Eo(t) {
  return (!t.ctrlKey || t.type === "wheel") && !t.button;
}
function No() {
  var t = this;
  return t instanceof SVGElement ? (t = t.ownerSVGElement || t, t.hasAttribute("viewBox") ? (t = t.viewBox.baseVal, [[t.x, t.y], [t.x + t.width, t.y + t.height]]) : [[0, 0], [t.width.baseVal.value, t.height.baseVal.value]]) : [[0, 0], [t.clientWidth, t.clientHeight]];
}
function an() {
  return this.__zoom || Kt;
}
function Ao(t) {
  return -t.deltaY * (t.deltaMode === 1 ? 0.05 : t.deltaMode ? 1 : 2e-3) * (t.ctrlKey ? 10 : 1);
}
function So() {
  return navigator.maxTouchPoints || "ontouchstart" in this;
}
function To(t, e, n) {
  var i = t.invertX(e[0][0]) - n[0][0], r = t.invertX(e[1][0]) - n[1][0], s = t.invertY(e[0][1]) - n[0][1], o = t.invertY(e[1][1]) - n[1][1];
  return t.translate(
    r > i ? (i + r) / 2 : Math.min(0, i) || Math.max(0, r),
    o > s ? (s + o) / 2 : Math.min(0, s) || Math.max(0, o)
  );
}
function Oo() {
  var t = Eo, e = No, n = To, i = Ao, r = So, s = [0, 1 / 0], o = [[-1 / 0, -1 / 0], [1 / 0, 1 / 0]], a = 250, u = cs, h = Ae("start", "zoom", "end"), l, f, d, g = 500, b = 150, M = 0, N = 10;
  function w(c) {
    c.property("__zoom", an).on("wheel.zoom", $t, { passive: !1 }).on("mousedown.zoom", Pt).on("dblclick.zoom", It).filter(r).on("touchstart.zoom", Gn).on("touchmove.zoom", Kn).on("touchend.zoom touchcancel.zoom", Jn).style("-webkit-tap-highlight-color", "rgba(0,0,0,0)");
  }
  w.transform = function(c, m, p, y) {
    var _ = c.selection ? c.selection() : c;
    _.property("__zoom", an), c !== _ ? I(c, m, p, y) : _.interrupt().each(function() {
      E(this, arguments).event(y).start().zoom(null, typeof m == "function" ? m.apply(this, arguments) : m).end();
    });
  }, w.scaleBy = function(c, m, p, y) {
    w.scaleTo(c, function() {
      var _ = this.__zoom.k, v = typeof m == "function" ? m.apply(this, arguments) : m;
      return _ * v;
    }, p, y);
  }, w.scaleTo = function(c, m, p, y) {
    w.transform(c, function() {
      var _ = e.apply(this, arguments), v = this.__zoom, x = p == null ? R(_) : typeof p == "function" ? p.apply(this, arguments) : p, k = v.invert(x), A = typeof m == "function" ? m.apply(this, arguments) : m;
      return n($(O(v, A), x, k), _, o);
    }, p, y);
  }, w.translateBy = function(c, m, p, y) {
    w.transform(c, function() {
      return n(this.__zoom.translate(
        typeof m == "function" ? m.apply(this, arguments) : m,
        typeof p == "function" ? p.apply(this, arguments) : p
      ), e.apply(this, arguments), o);
    }, null, y);
  }, w.translateTo = function(c, m, p, y, _) {
    w.transform(c, function() {
      var v = e.apply(this, arguments), x = this.__zoom, k = y == null ? R(v) : typeof y == "function" ? y.apply(this, arguments) : y;
      return n(Kt.translate(k[0], k[1]).scale(x.k).translate(
        typeof m == "function" ? -m.apply(this, arguments) : -m,
        typeof p == "function" ? -p.apply(this, arguments) : -p
      ), v, o);
    }, y, _);
  };
  function O(c, m) {
    return m = Math.max(s[0], Math.min(s[1], m)), m === c.k ? c : new Q(m, c.x, c.y);
  }
  function $(c, m, p) {
    var y = m[0] - p[0] * c.k, _ = m[1] - p[1] * c.k;
    return y === c.x && _ === c.y ? c : new Q(c.k, y, _);
  }
  function R(c) {
    return [(+c[0][0] + +c[1][0]) / 2, (+c[0][1] + +c[1][1]) / 2];
  }
  function I(c, m, p, y) {
    c.on("start.zoom", function() {
      E(this, arguments).event(y).start();
    }).on("interrupt.zoom end.zoom", function() {
      E(this, arguments).event(y).end();
    }).tween("zoom", function() {
      var _ = this, v = arguments, x = E(_, v).event(y), k = e.apply(_, v), A = p == null ? R(k) : typeof p == "function" ? p.apply(_, v) : p, U = Math.max(k[1][0] - k[0][0], k[1][1] - k[0][1]), T = _.__zoom, D = typeof m == "function" ? m.apply(_, v) : m, B = u(T.invert(A).concat(U / T.k), D.invert(A).concat(U / D.k));
      return function(C) {
        if (C === 1) C = D;
        else {
          var W = B(C), ne = U / W[2];
          C = new Q(ne, A[0] - W[0] * ne, A[1] - W[1] * ne);
        }
        x.zoom(null, C);
      };
    });
  }
  function E(c, m, p) {
    return !p && c.__zooming || new P(c, m);
  }
  function P(c, m) {
    this.that = c, this.args = m, this.active = 0, this.sourceEvent = null, this.extent = e.apply(c, m), this.taps = 0;
  }
  P.prototype = {
    event: function(c) {
      return c && (this.sourceEvent = c), this;
    },
    start: function() {
      return ++this.active === 1 && (this.that.__zooming = this, this.emit("start")), this;
    },
    zoom: function(c, m) {
      return this.mouse && c !== "mouse" && (this.mouse[1] = m.invert(this.mouse[0])), this.touch0 && c !== "touch" && (this.touch0[1] = m.invert(this.touch0[0])), this.touch1 && c !== "touch" && (this.touch1[1] = m.invert(this.touch1[0])), this.that.__zoom = m, this.emit("zoom"), this;
    },
    end: function() {
      return --this.active === 0 && (delete this.that.__zooming, this.emit("end")), this;
    },
    emit: function(c) {
      var m = K(this.that).datum();
      h.call(
        c,
        this.that,
        new ko(c, {
          sourceEvent: this.sourceEvent,
          target: w,
          transform: this.that.__zoom,
          dispatch: h
        }),
        m
      );
    }
  };
  function $t(c, ...m) {
    if (!t.apply(this, arguments)) return;
    var p = E(this, m).event(c), y = this.__zoom, _ = Math.max(s[0], Math.min(s[1], y.k * Math.pow(2, i.apply(this, arguments)))), v = et(c);
    if (p.wheel)
      (p.mouse[0][0] !== v[0] || p.mouse[0][1] !== v[1]) && (p.mouse[1] = y.invert(p.mouse[0] = v)), clearTimeout(p.wheel);
    else {
      if (y.k === _) return;
      p.mouse = [v, y.invert(v)], Ft(this), p.start();
    }
    _t(c), p.wheel = setTimeout(x, b), p.zoom("mouse", n($(O(y, _), p.mouse[0], p.mouse[1]), p.extent, o));
    function x() {
      p.wheel = null, p.end();
    }
  }
  function Pt(c, ...m) {
    if (d || !t.apply(this, arguments)) return;
    var p = c.currentTarget, y = E(this, m, !0).event(c), _ = K(c.view).on("mousemove.zoom", A, !0).on("mouseup.zoom", U, !0), v = et(c, p), x = c.clientX, k = c.clientY;
    zr(c.view), le(c), y.mouse = [v, this.__zoom.invert(v)], Ft(this), y.start();
    function A(T) {
      if (_t(T), !y.moved) {
        var D = T.clientX - x, B = T.clientY - k;
        y.moved = D * D + B * B > M;
      }
      y.event(T).zoom("mouse", n($(y.that.__zoom, y.mouse[0] = et(T, p), y.mouse[1]), y.extent, o));
    }
    function U(T) {
      _.on("mousemove.zoom mouseup.zoom", null), Rr(T.view, y.moved), _t(T), y.event(T).end();
    }
  }
  function It(c, ...m) {
    if (t.apply(this, arguments)) {
      var p = this.__zoom, y = et(c.changedTouches ? c.changedTouches[0] : c, this), _ = p.invert(y), v = p.k * (c.shiftKey ? 0.5 : 2), x = n($(O(p, v), y, _), e.apply(this, m), o);
      _t(c), a > 0 ? K(this).transition().duration(a).call(I, x, y, c) : K(this).call(w.transform, x, y, c);
    }
  }
  function Gn(c, ...m) {
    if (t.apply(this, arguments)) {
      var p = c.touches, y = p.length, _ = E(this, m, c.changedTouches.length === y).event(c), v, x, k, A;
      for (le(c), x = 0; x < y; ++x)
        k = p[x], A = et(k, this), A = [A, this.__zoom.invert(A), k.identifier], _.touch0 ? !_.touch1 && _.touch0[2] !== A[2] && (_.touch1 = A, _.taps = 0) : (_.touch0 = A, v = !0, _.taps = 1 + !!l);
      l && (l = clearTimeout(l)), v && (_.taps < 2 && (f = A[0], l = setTimeout(function() {
        l = null;
      }, g)), Ft(this), _.start());
    }
  }
  function Kn(c, ...m) {
    if (this.__zooming) {
      var p = E(this, m).event(c), y = c.changedTouches, _ = y.length, v, x, k, A;
      for (_t(c), v = 0; v < _; ++v)
        x = y[v], k = et(x, this), p.touch0 && p.touch0[2] === x.identifier ? p.touch0[0] = k : p.touch1 && p.touch1[2] === x.identifier && (p.touch1[0] = k);
      if (x = p.that.__zoom, p.touch1) {
        var U = p.touch0[0], T = p.touch0[1], D = p.touch1[0], B = p.touch1[1], C = (C = D[0] - U[0]) * C + (C = D[1] - U[1]) * C, W = (W = B[0] - T[0]) * W + (W = B[1] - T[1]) * W;
        x = O(x, Math.sqrt(C / W)), k = [(U[0] + D[0]) / 2, (U[1] + D[1]) / 2], A = [(T[0] + B[0]) / 2, (T[1] + B[1]) / 2];
      } else if (p.touch0) k = p.touch0[0], A = p.touch0[1];
      else return;
      p.zoom("touch", n($(x, k, A), p.extent, o));
    }
  }
  function Jn(c, ...m) {
    if (this.__zooming) {
      var p = E(this, m).event(c), y = c.changedTouches, _ = y.length, v, x;
      for (le(c), d && clearTimeout(d), d = setTimeout(function() {
        d = null;
      }, g), v = 0; v < _; ++v)
        x = y[v], p.touch0 && p.touch0[2] === x.identifier ? delete p.touch0 : p.touch1 && p.touch1[2] === x.identifier && delete p.touch1;
      if (p.touch1 && !p.touch0 && (p.touch0 = p.touch1, delete p.touch1), p.touch0) p.touch0[1] = this.__zoom.invert(p.touch0[0]);
      else if (p.end(), p.taps === 2 && (x = et(x, this), Math.hypot(f[0] - x[0], f[1] - x[1]) < N)) {
        var k = K(this).on("dblclick.zoom");
        k && k.apply(this, arguments);
      }
    }
  }
  return w.wheelDelta = function(c) {
    return arguments.length ? (i = typeof c == "function" ? c : Ct(+c), w) : i;
  }, w.filter = function(c) {
    return arguments.length ? (t = typeof c == "function" ? c : Ct(!!c), w) : t;
  }, w.touchable = function(c) {
    return arguments.length ? (r = typeof c == "function" ? c : Ct(!!c), w) : r;
  }, w.extent = function(c) {
    return arguments.length ? (e = typeof c == "function" ? c : Ct([[+c[0][0], +c[0][1]], [+c[1][0], +c[1][1]]]), w) : e;
  }, w.scaleExtent = function(c) {
    return arguments.length ? (s[0] = +c[0], s[1] = +c[1], w) : [s[0], s[1]];
  }, w.translateExtent = function(c) {
    return arguments.length ? (o[0][0] = +c[0][0], o[1][0] = +c[1][0], o[0][1] = +c[0][1], o[1][1] = +c[1][1], w) : [[o[0][0], o[0][1]], [o[1][0], o[1][1]]];
  }, w.constrain = function(c) {
    return arguments.length ? (n = c, w) : n;
  }, w.duration = function(c) {
    return arguments.length ? (a = +c, w) : a;
  }, w.interpolate = function(c) {
    return arguments.length ? (u = c, w) : u;
  }, w.on = function() {
    var c = h.on.apply(h, arguments);
    return c === h ? w : c;
  }, w.clickDistance = function(c) {
    return arguments.length ? (M = (c = +c) * c, w) : Math.sqrt(M);
  }, w.tapDistance = function(c) {
    return arguments.length ? (N = +c, w) : N;
  }, w;
}
const be = 0.42, bt = 0.6, Jt = 0.98, ce = 0.035;
function $o(t) {
  const e = t.buildings.length, n = Math.min(0.13, Math.sqrt(Math.PI * (Jt ** 2 - bt ** 2) * 0.82 / Math.max(1, e))), i = Io(t.buildings), r = new Array(e);
  return i.forEach((s, o) => {
    const a = t.buildings.flatMap((u, h) => u === o ? [h] : []);
    zo(s, a.length, n).forEach((u, h) => r[a[h]] = u);
  }), { partners: Ro(t), households: r, buildings: i, spacing: n };
}
function Po(t, e) {
  if (e <= 1) return { x: 0, y: 0 };
  const n = -Math.PI / 2 + 2 * Math.PI * t / e;
  return { x: 0.12 * Math.cos(n), y: 0.12 * Math.sin(n) };
}
function Io(t) {
  const e = [];
  for (const o of t) e[o] = (e[o] ?? 0) + 1;
  const n = Array.from(e, (o) => o ?? 0), i = 2 * Math.PI - ce * 2 * n.length, r = t.length;
  let s = -Math.PI / 2;
  return n.map((o) => {
    const a = s + ce, u = a + i * o / r;
    return s = u + ce, { start: a, end: u };
  });
}
function zo(t, e, n) {
  const i = Math.max(1, Math.floor((Jt - bt) / n)), r = Array.from({ length: i }, (l, f) => bt + (f + 0.5) * (Jt - bt) / i), s = t.end - t.start, o = r.reduce((l, f) => l + f, 0), a = [];
  let u = 0, h = 0;
  return r.forEach((l, f) => {
    h += l / o;
    const d = f === i - 1 ? e - u : Math.round(e * h) - u;
    for (let g = 0; g < d; g++) {
      const b = t.start + s * (g + 0.5) / d;
      a.push({ x: l * Math.cos(b), y: l * Math.sin(b) });
    }
    u += d;
  }), a;
}
function Ro(t) {
  const e = t.partners.map((i, r) => r).sort((i, r) => t.partners[i].sector - t.partners[r].sector || i - r), n = [];
  return e.forEach((i, r) => {
    const s = -Math.PI / 2 + 2 * Math.PI * (r + 0.5) / e.length;
    n[i] = { x: be * Math.cos(s), y: be * Math.sin(s) };
  }), n;
}
const F = "#1a1a1a", At = "#6b6b6b", Do = "#d9d9d9", Vn = "#0072b2", Me = "#009e73", Co = "#56b4e9", Ho = "#e69f00", Bn = "#d55e00", Lo = [At, Me, Co, Ho, Bn];
function Uo(t, e, n, i, r) {
  if (t.beginPath(), t.lineWidth = Math.max(1, r * 0.22), e === X.indexOf("none")) {
    t.arc(n, i, r * 0.62, 0, 2 * Math.PI), t.fillStyle = "#ffffff", t.strokeStyle = At, t.fill(), t.stroke();
    return;
  }
  e === X.indexOf("in_service") ? t.arc(n, i, r * 0.85, 0, 2 * Math.PI) : e === X.indexOf("on_the_way") ? t.rect(n - r * 0.78, i - r * 0.78, r * 1.56, r * 1.56) : e === X.indexOf("unmet") ? Qt(t, n, i + r * 0.15, r * 1.1, 3, -Math.PI / 2) : Qt(t, n, i, r * 1.3, 4, 0), t.fillStyle = Lo[e], t.fill(), e === X.indexOf("crisis") && (t.strokeStyle = F, t.lineWidth = Math.max(1.2, r * 0.25), t.stroke());
}
function Fo(t, e, n, i, r) {
  t.beginPath(), t.arc(n, i, r * (0.35 + 0.65 * e), 0, 2 * Math.PI), t.fillStyle = `rgb(${Math.round(190 - 190 * e)}, ${Math.round(215 - 145 * e)}, ${Math.round(235 - 95 * e)})`, t.fill(), t.lineWidth = 1, t.strokeStyle = "#4a6478", t.stroke();
}
function Xo(t, e, n, i, r, s) {
  t.beginPath(), t.arc(i, r - s * 0.45, s * 0.42, 0, 2 * Math.PI), t.moveTo(i + s * 0.85, r + s * 0.9), t.arc(i, r + s * 0.9, s * 0.85, 0, Math.PI, !0), t.closePath(), t.lineWidth = Math.max(1.5, s * 0.12), e ? (t.fillStyle = F, t.strokeStyle = "#ffffff", t.stroke(), t.fill()) : (t.fillStyle = "#ffffff", t.fill(), t.setLineDash([s * 0.25, s * 0.2]), t.strokeStyle = F, t.stroke(), t.setLineDash([])), e && n && (t.beginPath(), Qt(t, i + s * 0.85, r - s * 0.7, s * 0.5, 3, -Math.PI / 2), t.fillStyle = Bn, t.strokeStyle = F, t.lineWidth = 1, t.fill(), t.stroke());
}
function qo(t, e, n, i, r, s) {
  t.beginPath(), e === 0 ? Qt(t, i, r, s, 6, 0) : e === 1 ? t.rect(i - s * 0.8, r - s * 0.8, s * 1.6, s * 1.6) : e === 2 ? Yo(t, i, r, s) : Vo(t, i, r, s), t.fillStyle = n ? Vn : "#ffffff", t.strokeStyle = n ? "#ffffff" : At, t.lineWidth = 1.5, n || t.setLineDash([3, 2]), t.fill(), t.stroke(), t.setLineDash([]);
}
function Qt(t, e, n, i, r, s) {
  for (let o = 0; o < r; o++) {
    const a = s + 2 * Math.PI * o / r;
    t[o === 0 ? "moveTo" : "lineTo"](e + i * Math.cos(a), n + i * Math.sin(a));
  }
  t.closePath();
}
function Yo(t, e, n, i) {
  const r = i * 0.36;
  [
    [-r, -i],
    [r, -i],
    [r, -r],
    [i, -r],
    [i, r],
    [r, r],
    [r, i],
    [-r, i],
    [-r, r],
    [-i, r],
    [-i, -r],
    [-r, -r]
  ].forEach(([o, a], u) => t[u === 0 ? "moveTo" : "lineTo"](e + o, n + a)), t.closePath();
}
function Vo(t, e, n, i) {
  t.moveTo(e - i * 0.8, n + i * 0.9), t.lineTo(e - i * 0.8, n - i * 0.1), t.lineTo(e, n - i), t.lineTo(e + i * 0.8, n - i * 0.1), t.lineTo(e + i * 0.8, n + i * 0.9), t.closePath();
}
let Wn, Ot = "fr";
function Bo(t, e) {
  Wn = t.texts, Ot = e;
}
function Le(t, e = {}) {
  const n = Wn[Ot][t];
  if (n === void 0) throw new Error(`no sentence ${t}`);
  return n.replace(/\{(\w+)\}/g, (i, r) => {
    const s = e[r];
    if (s === void 0) throw new Error(`no fact ${r} for ${t}`);
    return typeof s == "number" ? Ko(s, Number.isInteger(s) ? 0 : 2) : s;
  });
}
function un(t, e, n = {}) {
  const i = Ot === "fr" ? e < 2 : e === 1;
  return Le(`${t}.${i ? "one" : "other"}`, { count: e, ...n });
}
function Wo(t) {
  return t[Ot];
}
function Go() {
  return Ot === "fr" ? "fr-CA" : "en-CA";
}
function Ko(t, e) {
  return Number.isNaN(t) ? "—" : t.toLocaleString(Go(), { minimumFractionDigits: e, maximumFractionDigits: e });
}
const nt = 0.12, it = 0.13, hn = ke.indexOf("visit"), ln = ke.indexOf("accompanied"), Jo = ke.indexOf("appointment");
class Qo {
  constructor(e, n) {
    this.canvas = e, this.chosen = n;
    const i = Oo().scaleExtent([1, 12]).on("zoom", (r) => this.view = r.transform);
    K(e).call(i).on("dblclick.zoom", () => K(e).call(i.transform, Kt)), e.addEventListener("click", (r) => this.chosen(this.at(r.offsetX, r.offsetY)));
  }
  shown = "need";
  focus = null;
  still = !1;
  week = 0;
  // in the picture
  recording = null;
  layout = null;
  picture = document.createElement("canvas");
  drawn = "";
  // what the picture depends on, written out: another text, another picture
  part = 0;
  // how far the moving dots are, of the way of their week
  trips = [];
  view = Kt;
  width = 0;
  height = 0;
  /** Show nothing: what was shown is no longer what was asked for. */
  clear() {
    this.recording = null, this.drawn = "", ie(this.canvas).clearRect(0, 0, this.canvas.width, this.canvas.height);
  }
  play(e) {
    this.recording = e, this.layout = $o(e.facts), this.drawn = "";
  }
  /** Draw a moment: `time` in weeks; its whole part is the week shown, the rest how far the week has gone. */
  draw(e) {
    const { recording: n } = this;
    if (!n || n.loaded < 0) return;
    const i = Math.min(Math.floor(e), n.loaded);
    this.fit();
    const { k: r, x: s, y: o } = this.view, a = [n.generation, i, this.shown, this.still, r, s, o, this.width, this.height, JSON.stringify(this.focus)].join(), u = a !== this.drawn;
    u && this.paint(n, i);
    const h = this.trips.length ? e - Math.floor(e) : 0;
    if (!u && h === this.part) return;
    [this.drawn, this.week, this.part] = [a, i, h];
    const l = ie(this.canvas);
    l.reset(), l.drawImage(this.picture, 0, 0), this.move(l, h);
  }
  /** What stands under a place of the canvas. */
  at(e, n) {
    const { recording: i, layout: r } = this;
    if (!i || !r) return null;
    const s = Math.max(0, Math.min(this.week, i.loaded));
    let o = null, a = 1 / 0;
    const u = (h, l, f) => {
      const d = Math.hypot(this.sx(l) - e, this.sy(l) - n);
      d < Math.max(f, 9) && d < a && ([o, a] = [h, d]);
    };
    return r.households.forEach((h, l) => u({ kind: "household", place: l }, h, this.size())), r.partners.forEach((h, l) => {
      i.member(s, l).present && u({ kind: "partner", place: l }, h, this.scale() * 0.05);
    }), this.workers(i, s).forEach(({ w: h, point: l }) => u({ kind: "worker", place: h }, l, this.scale() * 0.06)), o;
  }
  /** Everybody whom the keyboard can reach, workers first. */
  reachable() {
    const { recording: e, layout: n } = this;
    if (!e || !n) return [];
    const i = Math.max(0, Math.min(this.week, e.loaded)), r = n.partners.flatMap(
      (s, o) => e.member(i, o).present ? [{ kind: "partner", place: o }] : []
    );
    return [
      ...this.workers(e, i).map(({ w: s }) => ({ kind: "worker", place: s })),
      ...r,
      ...n.households.map((s, o) => ({ kind: "household", place: o }))
    ];
  }
  /** In words, for those who do not see it. */
  summary(e) {
    const { recording: n } = this;
    if (!n || n.loaded < 0) return "";
    const i = Math.min(e, n.loaded), r = X.map(() => 0);
    for (let a = 0; a < n.people; a++) r[n.need(i, a)]++;
    const s = n.facts.partners.filter((a, u) => n.member(i, u).member).length, o = this.workers(n, i).filter(({ w: a }) => n.worker(i, a).filled).length;
    return Le("player.summary", {
      week: i,
      workers: o,
      members: un("player.member_partners", s),
      households: un("player.of_households", n.people),
      unmet: r[X.indexOf("unmet")],
      crisis: r[X.indexOf("crisis")],
      served: r[X.indexOf("in_service")] + r[X.indexOf("on_the_way")]
    });
  }
  fit() {
    const e = Math.min(2, window.devicePixelRatio || 1), { clientWidth: n, clientHeight: i } = this.canvas;
    if (!(n === this.width && i === this.height)) {
      [this.width, this.height] = [n, i];
      for (const r of [this.canvas, this.picture])
        r.width = Math.max(1, Math.round(n * e)), r.height = Math.max(1, Math.round(i * e));
    }
  }
  ratio() {
    return this.width ? this.canvas.width / this.width : 1;
  }
  scale() {
    return Math.min(this.width, this.height) / 2 * 0.985 * this.view.k;
  }
  sx(e) {
    return this.view.x + this.width / 2 * this.view.k + e.x * this.scale();
  }
  sy(e) {
    return this.view.y + this.height / 2 * this.view.k + e.y * this.scale();
  }
  size() {
    return Math.max(2, rt(this.layout, "layout").spacing * 0.36 * this.scale());
  }
  workers(e, n) {
    const i = Array.from({ length: e.facts.posts }, (r, s) => s).filter((r) => e.worker(n, r).funded);
    return i.map((r, s) => ({ w: r, point: Po(s, i.length) }));
  }
  paint(e, n) {
    const i = ie(this.picture), r = this.ratio();
    i.setTransform(r, 0, 0, r, 0, 0), i.clearRect(0, 0, this.width, this.height), i.lineCap = "round";
    const s = this.neighbours(e, n);
    this.paintPlaces(i, e, n), this.paintTies(i, e, n, s), this.paintHouseholds(i, e, n, s), this.paintActors(i, e, n, s), i.globalAlpha = 1, this.trips = this.still ? [] : this.trace(e, n, s);
  }
  paintPlaces(e, n, i) {
    const r = { x: 0, y: 0 }, [s, o, a] = [this.sx(r), this.sy(r), this.scale()];
    e.fillStyle = "#f2f0ea";
    for (const { start: h, end: l } of rt(this.layout, "layout").buildings)
      e.beginPath(), e.arc(s, o, a * Jt, h - 0.015, l + 0.015), e.arc(s, o, a * (bt - 0.01), l + 0.015, h - 0.015, !0), e.fill();
    const u = n.facts.partners.flatMap((h, l) => {
      const f = n.member(i, l);
      return f.member ? [f.commitment] : [];
    });
    if (e.beginPath(), e.arc(s, o, a * be, 0, 2 * Math.PI), u.length) {
      const h = u.reduce((l, f) => l + f, 0) / u.length;
      e.strokeStyle = `rgba(0, 114, 178, ${0.15 + 0.35 * h})`, e.lineWidth = Math.max(2, a * 0.05 * h);
    } else
      e.strokeStyle = Do, e.lineWidth = 1, e.setLineDash([4, 4]);
    e.stroke(), e.setLineDash([]);
  }
  paintTies(e, n, i, r) {
    const s = rt(this.layout, "layout"), { pairs: o, partners: a } = n.facts;
    for (let u = 0; u < o.length / 2; u++) {
      const h = n.tenantTie(i, u);
      if (h < nt) continue;
      const [l, f] = [o[2 * u], o[2 * u + 1]], d = !r || r.households.has(l) && r.households.has(f);
      this.line(e, s.households[l], s.households[f], At, 1, d ? 0.15 + 0.35 * h : it * 0.4);
    }
    for (let u = 0; u < a.length; u++)
      if (n.member(i, u).present)
        for (let h = u + 1; h < a.length; h++) {
          const l = n.partnerTie(i, u, h);
          if (l < nt || !n.member(i, h).present) continue;
          const d = !r || r.partners.has(u) && r.partners.has(h) ? 0.1 + 0.6 * l : it * 0.4;
          this.line(e, s.partners[u], s.partners[h], Vn, 0.6 + 2.6 * l, d);
        }
    for (const { w: u, point: h } of this.workers(n, i))
      if (n.worker(i, u).filled) {
        for (let l = 0; l < a.length; l++) {
          const f = n.workerTie(i, u, l);
          if (f < nt || !n.member(i, l).present) continue;
          const g = !r || r.workers.has(u) && r.partners.has(l) ? 0.2 + 0.6 * f : it * 0.4;
          this.line(e, h, s.partners[l], F, 0.6 + 2.6 * f, g);
        }
        for (let l = 0; l < n.people; l++) {
          if (n.accompanying(i, l) !== u) continue;
          const f = !r || r.workers.has(u) && r.households.has(l);
          this.line(e, h, s.households[l], Me, 1.3, f ? 0.55 : it * 0.5);
        }
      }
  }
  paintHouseholds(e, n, i, r) {
    const s = this.size();
    for (let o = 0; o < n.people; o++) {
      const a = rt(this.layout, "layout").households[o], [u, h] = [this.sx(a), this.sy(a)];
      u < -s || h < -s || u > this.width + s || h > this.height + s || (e.globalAlpha = !r || r.households.has(o) ? 1 : it, this.shown === "need" ? Uo(e, n.need(i, o), u, h, s) : Fo(e, n[this.shown](i, o), u, h, s), n.newcomer(i, o) && this.halo(e, u, h, s * 1.5, At, [2, 2]), this.focus?.kind === "household" && this.focus.place === o && this.halo(e, u, h, s * 1.9, F, []));
    }
  }
  paintActors(e, n, i, r) {
    const s = Math.max(6, this.scale() * 0.042);
    n.facts.partners.forEach((o, a) => {
      const u = n.member(i, a);
      if (!u.present) return;
      const h = rt(this.layout, "layout").partners[a];
      e.globalAlpha = !r || r.partners.has(a) ? 1 : it, qo(e, o.sector, u.member, this.sx(h), this.sy(h), s), this.focus?.kind === "partner" && this.focus.place === a && this.halo(e, this.sx(h), this.sy(h), s * 1.6, F, []), (this.view.k >= 2 || r !== null && this.focus?.kind !== "committee" && r.partners.has(a) && r.partners.size < 8 || this.focus?.kind === "partner" && this.focus.place === a) && this.label(e, Wo(o.label), h, s);
    });
    for (const { w: o, point: a } of this.workers(n, i)) {
      const u = n.worker(i, o);
      e.globalAlpha = !r || r.workers.has(o) ? 1 : it, Xo(e, u.filled, u.leaving, this.sx(a), this.sy(a), s * 1.35), this.focus?.kind === "worker" && this.focus.place === o && this.halo(e, this.sx(a), this.sy(a), s * 2, F, []);
    }
  }
  label(e, n, i, r) {
    e.font = "12px system-ui, sans-serif";
    const s = i.x >= 0;
    e.textAlign = s ? "left" : "right", e.lineWidth = 3, e.strokeStyle = "#ffffff", e.fillStyle = F;
    const o = e.measureText(n).width + 2, a = this.sx(i) + (s ? r + 4 : -r - 4), u = s ? Math.min(a, this.width - o) : Math.max(a, o);
    e.strokeText(n, u, this.sy(i) + 4), e.fillText(n, u, this.sy(i) + 4);
  }
  halo(e, n, i, r, s, o) {
    e.beginPath(), e.setLineDash(o), e.arc(n, i, r, 0, 2 * Math.PI), e.strokeStyle = s, e.lineWidth = o.length ? 1 : 2.5, e.stroke(), e.setLineDash([]);
  }
  line(e, n, i, r, s, o) {
    e.globalAlpha = o, e.strokeStyle = r, e.lineWidth = s, e.beginPath(), e.moveTo(this.sx(n), this.sy(n)), e.lineTo(this.sx(i), this.sy(i)), e.stroke();
  }
  /** Who stays when one is looked at: herself and those she is tied to. */
  neighbours(e, n) {
    const { focus: i } = this;
    if (!i) return null;
    const r = { households: /* @__PURE__ */ new Set(), partners: /* @__PURE__ */ new Set(), workers: /* @__PURE__ */ new Set() }, { pairs: s, partners: o } = e.facts, a = this.workers(e, n).map(({ w: u }) => u);
    if (i.kind === "committee")
      o.forEach((u, h) => e.member(n, h).member && r.partners.add(h)), a.forEach((u) => r.workers.add(u));
    else if (i.kind === "household") {
      r.households.add(i.place);
      for (let h = 0; h < s.length / 2; h++)
        e.tenantTie(n, h) < nt || (s[2 * h] === i.place && r.households.add(s[2 * h + 1]), s[2 * h + 1] === i.place && r.households.add(s[2 * h]));
      const u = e.accompanying(n, i.place);
      u >= 0 && r.workers.add(u);
      for (const h of this.lately(e, n, i.place))
        h.other === 65535 || h.code >= 32 || (h.code === hn || h.code === ln ? r.workers.add(h.other) : r.partners.add(h.other));
    } else if (i.kind === "worker") {
      r.workers.add(i.place), o.forEach((u, h) => e.workerTie(n, i.place, h) >= nt && r.partners.add(h));
      for (let u = 0; u < e.people; u++)
        e.accompanying(n, u) === i.place && r.households.add(u);
    } else
      r.partners.add(i.place), o.forEach((u, h) => h !== i.place && e.partnerTie(n, i.place, h) >= nt && r.partners.add(h)), a.forEach((u) => e.workerTie(n, u, i.place) >= nt && r.workers.add(u));
    return r;
  }
  lately(e, n, i) {
    const r = [];
    for (let s = Math.max(0, n - 26); s <= n; s++)
      r.push(...e.lines(s).filter((o) => o.subject === i));
    return r;
  }
  /** The contacts of a week: from worker to household, from household to the service. */
  trace(e, n, i) {
    const r = new Map(this.workers(e, n).map(({ w: a, point: u }) => [a, u])), s = rt(this.layout, "layout"), o = [];
    for (const a of e.lines(n)) {
      if (a.code >= 32 || a.other === 65535 || i && !i.households.has(a.subject)) continue;
      const u = s.households[a.subject], h = r.get(a.other);
      (a.code === hn || a.code === ln) && h && o.push({ from: h, to: u, colour: F }), a.code === Jo && o.push({ from: u, to: s.partners[a.other], colour: Me });
    }
    return o;
  }
  move(e, n) {
    e.scale(this.ratio(), this.ratio());
    const i = Math.max(2.2, this.scale() * 0.012);
    for (const { from: r, to: s, colour: o } of this.trips) {
      const a = this.sx(r) + (this.sx(s) - this.sx(r)) * n, u = this.sy(r) + (this.sy(s) - this.sy(r)) * n;
      e.fillStyle = o, e.beginPath(), e.arc(a, u, i, 0, 2 * Math.PI), e.fill();
    }
  }
}
class Zo {
  constructor(e, n, i) {
    this.facts = e, this.curves = n;
    const r = e.weeks + 1;
    this.weeks = e.weeks, this.steps = this.taken = e.steps, this.generation = i, this.household = new Uint8Array(r * this.people * 4), this.post = new Uint8Array(r * e.posts * 6), this.partner = new Uint8Array(r * e.partners.length * 5), this.tie = new Uint8Array(r * this.ties), this.outcomes = new Float32Array(r * n).fill(NaN), this.told = Array.from({ length: r }, () => []);
  }
  weeks;
  steps;
  /** The changes that the source has taken; `steps` may be ahead of it. */
  taken;
  generation;
  /** Changes asked of the source that it has not answered. */
  pending = 0;
  arrived = -1;
  /** The last week that an unanswered change leaves as it is. */
  held = 1 / 0;
  household;
  post;
  partner;
  tie;
  outcomes;
  told;
  /** The last week that can be shown; -1 before the first. No week of a future that was given up is ever shown. */
  get loaded() {
    return Math.min(this.arrived, this.held);
  }
  get people() {
    return this.facts.buildings.length;
  }
  get ties() {
    const e = this.facts.partners.length;
    return this.facts.posts * e + e * (e - 1) / 2 + this.facts.pairs.length / 2;
  }
  /** Put a block in its place; blocks of a stale future are left out. */
  add(e) {
    if (e.generation !== this.generation || e.first > this.arrived + 1) return !1;
    this.outcomes.set(e.outcomes, e.first * this.curves), this.household.set(e.household, e.first * this.people * 4), this.post.set(e.post, e.first * this.facts.posts * 6), this.partner.set(e.partner, e.first * this.facts.partners.length * 5), this.tie.set(e.tie, e.first * this.ties);
    for (let n = e.first; n < e.first + e.weeks; n++) this.told[n] = [];
    for (const n of e.lines) this.told[n.week].push(n);
    return this.arrived = e.first + e.weeks - 1, !0;
  }
  /** Exactly these changes are asked of the source: what follows the first new one waits for its answer. */
  ask(e) {
    this.steps = e, this.pending++, this.held = Math.min(this.held, jo(this.taken, e));
  }
  /** A new future from a week on: what came after it is stale. */
  restart(e, n, i) {
    this.generation = n, this.taken = i, this.arrived = Math.min(this.arrived, e === 0 ? -1 : e), this.answered();
  }
  /** The source refused a change: what it has taken before stays. */
  refused() {
    this.pending && this.answered();
  }
  answered() {
    this.pending = Math.max(0, this.pending - 1), !this.pending && (this.steps = this.taken, this.held = 1 / 0);
  }
  outcome(e, n) {
    return n >= 0 && n <= this.loaded ? this.outcomes[n * this.curves + e] : NaN;
  }
  lines(e) {
    return e <= this.loaded ? this.told[e] : [];
  }
  byte(e, n, i, r, s, o) {
    return e[(r * i + s) * n + o];
  }
  need(e, n) {
    return this.byte(this.household, 4, this.people, e, n, 0) & 7;
  }
  /** 0: not met this week, 1: visited, 2: followed up, 3: accompanied to a service. */
  support(e, n) {
    return this.byte(this.household, 4, this.people, e, n, 0) >> 3 & 3;
  }
  participates(e, n) {
    return (this.byte(this.household, 4, this.people, e, n, 0) & 32) > 0;
  }
  newcomer(e, n) {
    return (this.byte(this.household, 4, this.people, e, n, 0) & 64) > 0;
  }
  security(e, n) {
    return (this.byte(this.household, 4, this.people, e, n, 1) >> 4) / 15;
  }
  trust(e, n) {
    return (this.byte(this.household, 4, this.people, e, n, 1) & 15) / 15;
  }
  agency(e, n) {
    return (this.byte(this.household, 4, this.people, e, n, 2) >> 4) / 15;
  }
  /** The post that accompanies the household, -1: none. */
  accompanying(e, n) {
    const i = (r) => this.byte(this.household, 4, this.people, e, n, r);
    return 256 * (i(2) & 15) + i(3) - 1;
  }
  worker(e, n) {
    const i = (r) => this.byte(this.post, 6, this.facts.posts, e, n, r);
    return {
      filled: (i(0) & 1) > 0,
      funded: (i(0) & 2) > 0,
      leaving: (i(0) & 4) > 0,
      clarity: i(1) / 255,
      caseload: i(2) + 256 * i(3),
      tenure: i(4) + 256 * i(5)
    };
  }
  member(e, n) {
    const i = (r) => this.byte(this.partner, 5, this.facts.partners.length, e, n, r);
    return {
      present: (i(0) & 1) > 0,
      member: (i(0) & 2) > 0,
      commitment: i(1) / 255,
      clarity: i(2) / 255,
      waiting: i(3) + 256 * i(4)
    };
  }
  /** Strengths, 0 to 1: of a worker and a partner, of two partners, of the k-th pair of tenants. */
  workerTie(e, n, i) {
    return this.tie[e * this.ties + n * this.facts.partners.length + i] / 255;
  }
  partnerTie(e, n, i) {
    const r = this.facts.partners.length, [s, o] = n < i ? [n, i] : [i, n], a = s * r - s * (s + 1) / 2 + (o - s - 1);
    return this.tie[e * this.ties + this.facts.posts * r + a] / 255;
  }
  tenantTie(e, n) {
    const i = this.facts.partners.length;
    return this.tie[e * this.ties + this.facts.posts * i + i * (i - 1) / 2 + n] / 255;
  }
}
function jo(t, e) {
  const n = (o) => o.map((a) => JSON.stringify(ta(a))), [i, r] = [n(t), n(e)];
  let s = 0;
  for (; s < i.length && s < r.length && i[s] === r[s]; ) s++;
  return Math.min(1 / 0, ...[...t.slice(s), ...e.slice(s)].map((o) => o.week));
}
function ta(t) {
  return [t.week, t.lever ?? null, t.value ?? null, t.event ?? null, t.partner ?? null];
}
function ea({ model: t, el: e }) {
  const n = { texts: t.get("texts") }, i = document.createElement("canvas");
  i.setAttribute("role", "img"), i.style.cssText = "display: block; width: 100%; background: #ffffff", e.replaceChildren(i);
  let r = null;
  const s = new Qo(i, (h) => {
    r = h, o();
  }), o = () => {
    const h = Number(t.get("week"));
    i.style.height = `${Number(t.get("height"))}px`, s.focus = r, s.draw(h), i.setAttribute("aria-label", `${Le("player.network_of", { title: t.get("facts").title[t.get("lang")] })} ${s.summary(h)}`);
  }, a = () => {
    Bo(n, t.get("lang"));
    const h = t.get("facts"), l = t.get("block"), f = Qn(l.buffer.slice(l.byteOffset, l.byteOffset + l.byteLength)), d = new Zo(h, f.curves, f.generation);
    d.add(f), s.still = !0, s.play(d), o();
  }, u = new ResizeObserver(o);
  return u.observe(i), t.on("change:block", a), t.on("change:week", o), a(), () => {
    u.disconnect(), t.off("change:block", a), t.off("change:week", o);
  };
}
const na = { render: ea };
export {
  na as default
};
